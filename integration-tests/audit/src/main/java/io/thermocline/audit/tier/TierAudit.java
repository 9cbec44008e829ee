// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.audit.AuditException;
import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Pace;
import io.thermocline.audit.metadata.MetadataSource;
import io.thermocline.audit.metadata.RemoteMetadata;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Holds what lies in a tier against what Kafka's metadata say lies there, byte for byte, as {@code docs/format.md} has it.
 *
 * <p>It may run while brokers copy and delete: the metadata are read before the tier and after it, and nothing counts that
 * changed in between. It is cheap to repeat: an object that was found whole is not read again as long as its version is
 * the same. Not for several threads.
 */
public final class TierAudit {

    private final TierView tier;
    private final String prefix;
    private final MetadataSource metadata;
    private final DeletedTopics deletedTopics = new DeletedTopics();
    private final WholeObjects wholeObjects;
    private Supplier<Map<TopicPartition, Long>> logStarts = Map::of;

    /** Audits what lies under {@code keyPrefix}, which is the plugin's {@code key.prefix}. */
    public TierAudit(TierView tier, String keyPrefix, MetadataSource metadata) {
        this.tier = Objects.requireNonNull(tier, "tier");
        this.prefix = Objects.requireNonNull(keyPrefix, "keyPrefix");
        this.metadata = Objects.requireNonNull(metadata, "metadata");
        this.wholeObjects = new WholeObjects(tier);
    }

    /**
     * Says that a topic was deleted while the store was away: what is left of it is told by name in notes, and is no
     * violation.
     */
    public TierAudit deletedTopic(String topic) {
        deletedTopics.add(topic);
        return this;
    }

    /** Says the same of the one topic with that id, whatever other topics have had its name. */
    public TierAudit deletedTopic(Uuid topicId) {
        deletedTopics.add(topicId);
        return this;
    }

    /**
     * Requires the tier to have all offsets of these partitions from there on, up to the highest that it has: segments
     * may overlap, but leave nothing out. It replaces what was required before.
     */
    public TierAudit covering(Map<TopicPartition, Long> logStartsOfPartitions) {
        Map<TopicPartition, Long> fixed = Map.copyOf(logStartsOfPartitions);
        return covering(() -> fixed);
    }

    /**
     * Requires the same, where retention goes on meanwhile: each look asks where partitions begin after it has read all
     * else, because a broker moves the beginning of a log before it deletes a segment.
     */
    public TierAudit covering(Supplier<Map<TopicPartition, Long>> logStartsOfPartitions) {
        logStarts = Objects.requireNonNull(logStartsOfPartitions, "logStartsOfPartitions");
        return this;
    }

    /**
     * Looks once.
     *
     * @throws AuditException if the tier or the metadata are not to be read
     */
    public AuditReport run() {
        try {
            RemoteMetadata before = metadata.read();
            TierContents contents = TierContents.list(tier, prefix);
            wholeObjects.examine(contents, before);
            RemoteMetadata after = metadata.read();
            return new Judgement(prefix, contents, before, after, wholeObjects, deletedTopics).report(logStarts.get());
        } catch (IOException e) {
            throw new AuditException("the tier at %s cannot be audited: %s".formatted(tier.place(), e.getMessage()), e);
        }
    }

    /**
     * Looks until there are no violations, or for {@code atMost}, and returns the last report; while the tier or the
     * metadata cannot be read, it goes on, too.
     *
     * @throws AuditException if they could not be read at the last look either
     * @throws InterruptedException if the thread is to end
     */
    public AuditReport awaitSettled(Duration atMost, Pace pace) throws InterruptedException {
        long deadline = pace.nanoTime() + atMost.toNanos();
        while (true) {
            boolean last = pace.nanoTime() - deadline >= 0;
            try {
                AuditReport report = run();
                if (report.isClean() || last) {
                    return report;
                }
            } catch (AuditException e) {
                if (last) {
                    throw e;
                }
            }
            pace.pause();
        }
    }
}
