// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.audit.AuditException;
import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.Pace;
import io.thermocline.local.LocalTieredStorage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An object that the plugin has written, in memory: whatever byte of it changes, the audit says so, and where. */
class EveryByteTest {

    private static final TopicIdPartition PARTITION =
            new TopicIdPartition(Uuid.randomUuid(), new TopicPartition("orders", 0));

    @TempDir
    Path directory;

    private String key;
    private byte[] whole;
    private int logBytes;
    private History history;

    private final MemoryView tier = new MemoryView();

    private void copySegment() {
        Path root = directory.resolve("tier");
        try (PluginTier plugin =
                new PluginTier(directory, new LocalTieredStorage(), Map.of("local.path", root.toString())) {
                    @Override
                    TierView view() {
                        return new DirectoryView(root);
                    }

                    @Override
                    void put(String objectKey, byte[] bytes) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    void remove(String objectKey) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    String breakOffCopy(String objectKey) {
                        throw new UnsupportedOperationException();
                    }
                }) {
            var segment = plugin.copied(PARTITION, 0, 2);
            logBytes = segment.segmentSizeInBytes();
            key = PluginTier.key(segment);
            whole = plugin.bytes(key);
            history = plugin.history();
        }
        tier.put(key, whole);
    }

    private AuditReport audit() {
        return new TierAudit(tier, PluginTier.PREFIX, history).run();
    }

    @Test
    void noByteCanChangeUnseen() {
        copySegment();
        assertThat(audit().findings()).isEmpty();
        int manifestBytes = ByteBuffer.wrap(whole).getInt(whole.length - Trailer.BYTES + 24);
        int manifestAt = whole.length - Trailer.BYTES - manifestBytes;
        for (int at = 0; at < whole.length; at += at < logBytes ? 211 : 1) {
            byte[] harmed = whole.clone();
            harmed[at] ^= 1;
            tier.put(key, harmed);
            FindingKind due = at < logBytes
                    ? FindingKind.BAD_BLOCK
                    : at < manifestAt
                            ? FindingKind.BAD_SECTION
                            : at < whole.length - Trailer.BYTES ? FindingKind.BAD_MANIFEST : FindingKind.BAD_TRAILER;
            assertThat(audit().findings())
                    .as("byte %d of %d", at, whole.length)
                    .extracting(Finding::kind)
                    .containsExactly(due);
        }
    }

    @Test
    void noByteCanBeMissingUnseen() {
        copySegment();
        for (int length = 0; length < whole.length; length += length < logBytes ? 487 : 1) {
            tier.put(key, Arrays.copyOf(whole, length));
            assertThat(audit().findings())
                    .as("%d bytes of %d", length, whole.length)
                    .extracting(Finding::kind)
                    .containsExactly(FindingKind.TRUNCATED_OBJECT);
        }
    }

    @Test
    void bytesTooManyAreSeen() {
        copySegment();
        tier.put(key, Arrays.copyOf(whole, whole.length + 1));

        assertThat(audit().findings()).extracting(Finding::kind).containsExactly(FindingKind.BAD_TRAILER);
    }

    private static final class CountedPace implements Pace {
        private final AtomicInteger pauses = new AtomicInteger();
        private Runnable atPause = () -> {};

        @Override
        public long nanoTime() {
            return Duration.ofSeconds(pauses.get()).toNanos();
        }

        @Override
        public void pause() {
            pauses.incrementAndGet();
            atPause.run();
        }
    }

    @Test
    void whoWaitsSeesTheTierSettle() throws Exception {
        copySegment();
        tier.put(key, new byte[1]);
        CountedPace pace = new CountedPace();
        pace.atPause = () -> {
            if (pace.pauses.get() == 3) {
                tier.put(key, whole);
            }
        };

        AuditReport settled =
                new TierAudit(tier, PluginTier.PREFIX, history).awaitSettled(Duration.ofSeconds(10), pace);

        assertThat(settled.findings()).isEmpty();
        assertThat(pace.pauses).hasValue(3);
    }

    @Test
    void whoWaitsInVainGetsTheLastReport() throws Exception {
        copySegment();
        tier.put(key, new byte[1]);
        CountedPace pace = new CountedPace();

        AuditReport last = new TierAudit(tier, PluginTier.PREFIX, history).awaitSettled(Duration.ofSeconds(4), pace);

        assertThat(last.isClean()).isFalse();
        assertThat(pace.pauses).hasValue(4);
    }

    @Test
    void aTierThatCannotBeReadIsNoCleanTier() {
        History nothing = new History();
        TierAudit audit = new TierAudit(new DirectoryView(directory.resolve("not-mounted")), "", nothing);
        CountedPace pace = new CountedPace();

        assertThatThrownBy(() -> audit.awaitSettled(Duration.ofSeconds(2), pace))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("not-mounted")
                .hasMessageContaining("mounted?");
        assertThat(pace.pauses).hasValue(2);
    }
}
