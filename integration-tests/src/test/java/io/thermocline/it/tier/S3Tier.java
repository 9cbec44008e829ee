// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.tier;

import io.thermocline.audit.tier.BucketView;
import io.thermocline.audit.tier.TierView;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Process;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bucket as a tier. The server is a process of its own, and the broker reaches it over a wire that counts its requests;
 * what the test itself asks of the server is not counted.
 */
public final class S3Tier implements Tier {

    /** The least that S3 allows: larger segments are uploaded in parts. */
    public static final int PART_BYTES = 5 * 1024 * 1024;

    private final S3Process server;
    private final S3Wire wire;
    private final S3Bucket bucket;

    private S3Tier(S3Process server) {
        this.server = server;
        this.wire = S3Wire.to(server.server());
        this.bucket = server.server().newBucket();
    }

    /** Starts a server whose objects lie in {@code directory}. */
    static S3Tier in(Path directory) {
        try {
            return new S3Tier(S3Process.in(Files.createDirectories(directory)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("remote.log.storage.manager.class.name", "io.thermocline.s3.S3RemoteStorageManager");
        bucket.settings(wire).forEach((key, value) -> lines.put("rsm.config." + key, value));
        lines.put("rsm.config.upload.part.bytes", Integer.toString(PART_BYTES));
        return lines;
    }

    @Override
    public List<String> keys() {
        return bucket.keys();
    }

    @Override
    public byte[] bytes(String key) {
        return bucket.bytes(key);
    }

    @Override
    public TierView view() {
        return new BucketView(bucket.client(), bucket.name());
    }

    @Override
    public void put(String key, byte[] bytes) {
        bucket.put(key, bytes);
    }

    @Override
    public void remove(String key) {
        bucket.client().deleteObject(request -> request.bucket(bucket.name()).key(key));
    }

    @Override
    public List<String> unfinished() {
        return bucket.uploads();
    }

    @Override
    public List<String> remains(String topic) {
        return List.of();
    }

    /** The plugin goes by the server's clock, which it hears from the wire. */
    @Override
    public void letTimePass() {
        wire.next(S3RequestKind.LIST_UPLOADS).changesAnswer(answer -> answer.with("Date", tomorrow()));
    }

    private static String tomorrow() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plus(Duration.ofHours(25)));
    }

    /** Returns the way from the broker to the server. */
    public S3Wire wire() {
        return wire;
    }

    /** Ends the server as {@code kill -9} does: nobody listens at its address any more. */
    public void goDown() {
        server.kill();
        wire.down();
    }

    /** Starts the server again, with all that it had. */
    public void comeBack() {
        server.start();
        wire.up();
    }

    @Override
    public void close() {
        wire.close();
        bucket.client().close();
        server.close();
    }
}
