// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.PutMode;
import io.thermocline.store.testing.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class RsmMetricsTest {

    private static final MBeanServer JMX = ManagementFactory.getPlatformMBeanServer();

    private static double value(String type, String attribute) throws Exception {
        ObjectName name = new ObjectName("io.thermocline:type=" + type + ",broker-id=77,plugin=test");
        return ((Number) JMX.getAttribute(name, attribute)).doubleValue();
    }

    @Test
    void everyMetricIsThereFromTheStart() throws Exception {
        try (RsmMetrics metrics = new RsmMetrics("test", 77)) {
            assertThat(metrics).isNotNull();
            for (String operation : List.of("copy", "fetch", "fetch-index", "delete")) {
                assertThat(value("remote-storage-manager", operation + "-total"))
                        .isZero();
                assertThat(value("remote-storage-manager", operation + "-errors-total"))
                        .isZero();
                assertThat(value("remote-storage-manager", operation + "-latency-max"))
                        .isNaN();
            }
            for (String moving : List.of("copy", "fetch", "fetch-index")) {
                assertThat(value("remote-storage-manager", moving + "-bytes-total"))
                        .isZero();
            }
            for (String moving : List.of("put", "read", "read-suffix")) {
                assertThat(value("store-requests", moving + "-bytes-total")).isZero();
            }
            for (String verb : List.of("put", "read", "read-suffix", "stat", "list", "delete")) {
                assertThat(value("store-requests", verb + "-total")).isZero();
            }
        }
    }

    @Test
    void requestsAndOperationsAreCounted() throws Exception {
        try (RsmMetrics metrics = new RsmMetrics("test", 77)) {
            ObjectKey key = new ObjectKey("a");
            ObjectStore store = metrics.observe(new MemoryObjectStore());

            store.put(key, ObjectContent.of(new byte[10]), PutMode.overwrite());
            store.read(key, 2, Deadline.never(), ByteBuffer.allocate(5));
            metrics.done(Operation.COPY, 3_000_000, true);
            metrics.done(Operation.COPY, 5_000_000, false);
            metrics.moved(Operation.COPY, 10);

            assertThat(value("store-requests", "put-total")).isEqualTo(1);
            assertThat(value("store-requests", "put-bytes-total")).isEqualTo(10);
            assertThat(value("store-requests", "read-bytes-total")).isEqualTo(5);
            assertThat(value("remote-storage-manager", "copy-total")).isEqualTo(2);
            assertThat(value("remote-storage-manager", "copy-errors-total")).isEqualTo(1);
            assertThat(value("remote-storage-manager", "copy-bytes-total")).isEqualTo(10);
            assertThat(value("remote-storage-manager", "copy-latency-max")).isEqualTo(5);
        }
    }

    @Test
    void aStreamIsCountedWhenItOpensAndTimedOverAllThatItsReaderWaitedFor() throws Exception {
        try (RsmMetrics metrics = new RsmMetrics("test", 77)) {
            InputStream in = new MeteredInputStream(
                    new ByteArrayInputStream(new byte[100]), metrics, Operation.FETCH, 7_000_000_000L);
            assertThat(value("remote-storage-manager", "fetch-total")).isEqualTo(1);
            assertThat(in.read()).isZero();
            assertThat(in.readNBytes(50)).hasSize(50);
            assertThat(value("remote-storage-manager", "fetch-bytes-total")).isEqualTo(51);
            assertThat(value("remote-storage-manager", "fetch-latency-max")).isNaN();

            in.close();
            in.close();

            assertThat(value("remote-storage-manager", "fetch-latency-max")).isBetween(7000.0, 8000.0);
            assertThat(value("remote-storage-manager", "fetch-total")).isEqualTo(1);
            assertThat(value("remote-storage-manager", "fetch-errors-total")).isZero();
        }
    }

    @Test
    void aStreamThatBreaksOffIsOneErrorHoweverOftenItIsAskedAgain() throws Exception {
        try (RsmMetrics metrics = new RsmMetrics("test", 77)) {
            InputStream broken = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("broken");
                }
            };
            InputStream in = new MeteredInputStream(broken, metrics, Operation.FETCH, 0);

            assertThatThrownBy(in::read).hasMessage("broken");
            assertThatThrownBy(in::read).hasMessage("broken");
            in.close();

            assertThat(value("remote-storage-manager", "fetch-errors-total")).isEqualTo(1);
        }
    }

    @Test
    void nothingRemainsInJmxAfterClose() throws Exception {
        new RsmMetrics("test", 77).close();

        assertThat(JMX.queryNames(new ObjectName("io.thermocline:*,broker-id=77"), null))
                .isEmpty();
    }
}
