// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import io.thermocline.audit.tier.BucketView;
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
import java.util.stream.Stream;

/**
 * The bucket of a cluster: a server that is a process of its own and keeps its objects when it is killed, and a wire to it
 * for each broker. What is asked here goes past the wires.
 */
public final class ClusterStore implements AutoCloseable {

    /** The least that S3 allows: larger segments are uploaded in parts. */
    static final int PART_BYTES = 5 * 1024 * 1024;

    private static final Duration OVER_A_DAY = Duration.ofHours(25);

    private final S3Process server;
    private final S3Bucket bucket;
    private final List<S3Wire> wires;
    private boolean runs = true;

    private ClusterStore(S3Process server, S3Bucket bucket, List<S3Wire> wires) {
        this.server = server;
        this.bucket = bucket;
        this.wires = wires;
    }

    /** Starts a server whose objects lie in {@code directory}, and lays {@code count} wires to it. */
    static ClusterStore in(Path directory, int count) {
        try {
            S3Process server = S3Process.in(Files.createDirectories(directory));
            List<S3Wire> wires = Stream.generate(() -> S3Wire.to(server.server()))
                    .limit(count)
                    .toList();
            return new ClusterStore(server, server.server().newBucket(), wires);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the lines of {@code server.properties} with which the broker at the end of a wire finds the bucket. */
    Map<String, String> settings(int node) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("remote.log.storage.manager.class.name", "io.thermocline.s3.S3RemoteStorageManager");
        bucket.settings(wire(node)).forEach((key, value) -> lines.put("rsm.config." + key, value));
        lines.put("rsm.config.upload.part.bytes", Integer.toString(PART_BYTES));
        return lines;
    }

    /** Returns the way from a broker, by its id, to the server. */
    public S3Wire wire(int node) {
        return wires.get(node - 1);
    }

    /** Returns all wires, in the order of the brokers' ids. */
    public List<S3Wire> wires() {
        return wires;
    }

    /** Ends the server as {@code kill -9} does. */
    public void kill() {
        server.kill();
        runs = false;
    }

    /** Starts the server again, with all that it had. */
    public void restart() {
        server.start();
        runs = true;
    }

    /** Lets all be as it was in the beginning: the server serves, and the wires do nothing wrong. */
    void mend() {
        if (!runs) {
            restart();
        }
        for (S3Wire wire : wires) {
            restore(wire);
            wire.down();
            wire.up();
        }
    }

    /** Lets a wire do nothing wrong any more; one that is down stays so. */
    public static void restore(S3Wire wire) {
        wire.heal();
        wire.latency(Duration.ZERO);
        wire.bandwidth(Long.MAX_VALUE);
    }

    /** Lets the next start of that broker find that a day has passed, as the server tells it. */
    public void letADayPass(int node) {
        wire(node).next(S3RequestKind.LIST_UPLOADS).changesAnswer(answer -> answer.with("Date", tomorrow()));
    }

    private static String tomorrow() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plus(OVER_A_DAY));
    }

    /** Returns the keys of all uploads that were neither completed nor aborted. */
    public List<String> uploads() {
        return bucket.uploads();
    }

    /** Returns the keys of what was put to try the bucket at the start of a broker, and is still there. */
    public List<String> checks() {
        return bucket.keys().stream().filter(key -> key.startsWith("check/")).toList();
    }

    /** Returns the keys of a topic's objects, of all topics that ever had the name. */
    public List<String> keys(String topic) {
        return bucket.keys().stream()
                .filter(key -> key.startsWith("segments/" + topic + "/"))
                .toList();
    }

    /** Returns what an audit looks at; good until this is closed. */
    public BucketView view() {
        return new BucketView(bucket.client(), bucket.name());
    }

    /** Ends the server. The objects stay where they are. */
    @Override
    public void close() {
        wires.forEach(S3Wire::close);
        bucket.client().close();
        server.close();
    }
}
