// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.paginators.ListObjectVersionsIterable;

/** A bucket for one test or one class of tests, gone with all that is in it when it is closed. */
public final class S3Bucket implements AutoCloseable {

    private static final int CONFLICT = 409;
    private static final Random NAMES = new Random();

    private final S3Server server;
    private final S3Client client;
    private final String name;

    private S3Bucket(S3Server server, S3Client client, String name) {
        this.server = server;
        this.client = client;
        this.name = name;
    }

    static S3Bucket on(S3Server server) {
        S3Client client = server.client();
        String name = "thermocline-" + HexFormat.of().toHexDigits(NAMES.nextLong());
        client.createBucket(request -> {
            request.bucket(name);
            // The region that was the first is the one that must not be named.
            if (!server.region().equals("us-east-1")) {
                request.createBucketConfiguration(where -> where.locationConstraint(server.region()));
            }
        });
        return new S3Bucket(server, client, name);
    }

    public String name() {
        return name;
    }

    public S3Server server() {
        return server;
    }

    /** Returns a client that reaches the server as the bucket was made; it is closed with the bucket. */
    public S3Client client() {
        return client;
    }

    /** Returns the settings with which a store finds this bucket. */
    public Map<String, String> settings() {
        return server.settings(name);
    }

    /** Returns the settings with which a store finds this bucket at the end of a wire to its server. */
    public Map<String, String> settings(S3Wire wire) {
        return wire.server().settings(name);
    }

    /** Returns the keys of all objects, in the server's order. */
    public List<String> keys() {
        return client.listObjectsV2Paginator(request -> request.bucket(name)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** Returns the keys of all multipart uploads that were begun and neither completed nor aborted. */
    public List<String> uploads() {
        return client.listMultipartUploadsPaginator(request -> request.bucket(name)).uploads().stream()
                .map(MultipartUpload::key)
                .toList();
    }

    /** Returns a whole object. */
    public byte[] bytes(String key) {
        return client.getObject(request -> request.bucket(name).key(key), ResponseTransformer.toBytes())
                .asByteArray();
    }

    /** Puts a whole object. */
    public void put(String key, byte[] bytes) {
        client.putObject(request -> request.bucket(name).key(key), RequestBody.fromBytes(bytes));
    }

    /** Deletes all objects and aborts all uploads. */
    public void clear() {
        client.listMultipartUploadsPaginator(request -> request.bucket(name))
                .uploads()
                .forEach(upload -> client.abortMultipartUpload(
                        request -> request.bucket(name).key(upload.key()).uploadId(upload.uploadId())));
        keys().forEach(key ->
                client.deleteObject(request -> request.bucket(name).key(key)));
    }

    /** Deletes all versions of all objects, for a bucket that keeps them. */
    private void clearVersions() {
        ListObjectVersionsIterable all = client.listObjectVersionsPaginator(request -> request.bucket(name));
        all.versions().forEach(version -> deleteVersion(version.key(), version.versionId()));
        all.deleteMarkers().forEach(marker -> deleteVersion(marker.key(), marker.versionId()));
    }

    private void deleteVersion(String key, String version) {
        client.deleteObject(request -> request.bucket(name).key(key).versionId(version));
    }

    @Override
    public void close() {
        try (S3Client closing = client) {
            clear();
            if (!delete(closing) && keepsVersions()) {
                clearVersions();
                delete(closing);
            }
        }
    }

    /** Deletes the bucket if nothing is in it, and returns whether it did. */
    private boolean delete(S3Client closing) {
        try {
            closing.deleteBucket(request -> request.bucket(name));
            return true;
        } catch (S3Exception e) {
            // A request that its client broke off may end at the server only now, and leave something there.
            if (e.statusCode() != CONFLICT) {
                throw e;
            }
            return false;
        }
    }

    private boolean keepsVersions() {
        try {
            return client.getBucketVersioning(request -> request.bucket(name)).status() != null;
        } catch (S3Exception e) {
            // Not every server has heard of versions.
            return false;
        }
    }
}
