// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Makes S3Proxy keep what S3 promises where it does not: of several writers that replace one version one wins (S3Proxy
 * looks and then writes), no part comes to an upload that was aborted (S3Proxy puts it where no listing shows it), and what
 * was not put in whole is not an object (S3Proxy lists it under a name of its own while it comes, and ever after if the
 * server is killed).
 */
final class StrictBlobStore extends ForwardingBlobStore {

    /** How S3Proxy calls what is still being put: by its key, a hyphen and a random UUID. No key of the plugin ends so. */
    private static final Pattern UNFINISHED = Pattern.compile(".+-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Map<String, Object> locks = new ConcurrentHashMap<>();
    private final Set<String> aborted = ConcurrentHashMap.newKeySet();

    StrictBlobStore(BlobStore store) {
        super(store);
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        ListObjectsV2Response page = super.list(request);
        List<S3Object> whole = page.contents().stream()
                .filter(object -> !UNFINISHED.matcher(object.key()).matches())
                .toList();
        return page.toBuilder()
                .contents(whole)
                .keyCount(whole.size() + page.commonPrefixes().size())
                .build();
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        synchronized (lock(request.bucket(), request.key())) {
            refuseUnlessMatched(request.ifMatch(), request.bucket(), request.key());
            return super.putBlob(request, content);
        }
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        synchronized (lock(upload.containerName(), upload.blobName())) {
            refuseUnlessMatched(request.ifMatch(), upload.containerName(), upload.blobName());
            return super.completeMultipartUpload(upload, request);
        }
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        synchronized (lock(request.bucket(), request.key())) {
            return super.removeBlob(request);
        }
    }

    private Object lock(String bucket, String key) {
        return locks.computeIfAbsent(bucket + "/" + key, name -> new Object());
    }

    private void refuseUnlessMatched(String tag, String bucket, String key) {
        if (tag == null || tag.equals("*")) {
            return;
        }
        HeadObjectResponse stored = delegate().blobMetadataIfPresent(bucket, key);
        if (stored == null) {
            throw S3Exceptions.noSuchKey(bucket, key, "it does not exist any more");
        }
        if (!unquoted(stored.eTag()).equals(unquoted(tag))) {
            throw S3Exceptions.preconditionFailed(null);
        }
    }

    private static String unquoted(String tag) {
        return tag.replace("\"", "");
    }

    @Override
    public void abortMultipartUpload(MultipartUpload upload) {
        super.abortMultipartUpload(upload);
        aborted.add(upload.id());
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
            MultipartUpload upload, UploadPartRequest request, InputStream content) {
        refuseIfAborted(upload);
        UploadPartResponse part = super.uploadMultipartPart(upload, request, content);
        if (aborted.contains(upload.id())) {
            // It was aborted while the part came: the second abort takes away what the first could not see.
            super.abortMultipartUpload(upload);
            refuseIfAborted(upload);
        }
        return part;
    }

    private void refuseIfAborted(MultipartUpload upload) {
        if (aborted.contains(upload.id())) {
            throw NoSuchUploadException.builder()
                    .statusCode(404)
                    .message("the upload was aborted")
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode("NoSuchUpload")
                            .errorMessage("the upload was aborted")
                            .build())
                    .build();
        }
    }
}
