// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.subject;

import com.sun.management.OperatingSystemMXBean;
import io.thermocline.benchmarks.measure.Figures;
import io.thermocline.benchmarks.s3server.Pace;
import io.thermocline.benchmarks.s3server.PacedS3;
import io.thermocline.benchmarks.s3server.Traffic;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Process;
import io.thermocline.s3.testing.S3Server;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the subjects of a laboratory keep their objects, and what it can tell of a step that one of them does. */
interface LaboratoryServer extends Closeable {

    S3Server server();

    /** Returns the name of a bucket for one more subject. */
    String newBucket();

    void pace(Pace pace);

    /** Says that a step begins. */
    void begin();

    /** Says that it is over, and puts down what was seen of it. */
    void end(Figures figures);

    /** The benchmarks' own server, within this JVM, which can be slow on purpose and counts what it is asked. */
    final class Own implements LaboratoryServer {
        private static final double NANOS = 1e9;

        private final OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private final PacedS3 server = PacedS3.in(PacedS3.memory());
        private int buckets;
        private long cpu;

        Own() throws IOException {}

        @Override
        public S3Server server() {
            return server.server();
        }

        @Override
        public String newBucket() {
            return "benchmark" + buckets++;
        }

        @Override
        public void pace(Pace pace) {
            server.pace(pace);
        }

        @Override
        public void begin() {
            server.settle();
            server.takeTraffic();
            cpu = system.getProcessCpuTime();
        }

        @Override
        public void end(Figures figures) {
            Traffic traffic = server.takeTraffic();
            figures.put("server.cpu.seconds", (system.getProcessCpuTime() - cpu) / NANOS);
            figures.put(
                    "requests",
                    traffic.requests().values().stream().mapToLong(n -> n).sum());
            traffic.requests().forEach((kind, n) -> figures.put("requests." + kind.label(), n));
            figures.put("store.up.bytes", traffic.bytesUp());
            figures.put("store.down.bytes", traffic.bytesDown());
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** S3Proxy in a JVM of its own, which is as fast as it is and tells nothing. */
    final class Proxy implements LaboratoryServer {
        private final S3Process server;
        private final List<S3Bucket> buckets = new ArrayList<>();

        /**
         * @param directory where objects are
         */
        Proxy(Path directory) {
            server = S3Process.in(directory);
        }

        @Override
        public S3Server server() {
            return server.server();
        }

        @Override
        public String newBucket() {
            S3Bucket bucket = server().newBucket();
            buckets.add(bucket);
            return bucket.name();
        }

        @Override
        public void pace(Pace pace) {
            throw new UnsupportedOperationException("S3Proxy has no pace but its own");
        }

        @Override
        public void begin() {
            // Nothing is counted.
        }

        @Override
        public void end(Figures figures) {
            // Nothing was counted.
        }

        @Override
        public void close() {
            buckets.forEach(bucket -> bucket.client().close());
            server.close();
        }
    }
}
