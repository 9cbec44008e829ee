// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Pace;
import io.thermocline.audit.ledger.Gaps;
import io.thermocline.audit.ledger.Ledger;
import io.thermocline.audit.ledger.LedgerReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Topics of all sorts, written and read at once: small segments that are one request, large ones that are uploaded in parts,
 * a topic of which retention takes the oldest, and one of transactions, of which some are aborted.
 */
public final class Traffic implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pace PACE = Pace.every(Duration.ofMillis(50));
    private static final String SMALL = Integer.toString(1 << 20);
    /** Two parts. */
    private static final String LARGE = Integer.toString(6 << 20);

    private static final String RETAINED = Integer.toString(4 << 20);

    /**
     * What is in the tier is on local disks, too, until all faults are over: a replica that begins with the tier forgets open
     * transactions (Kafka 4.4), and its transaction index may let through what was aborted.
     */
    private static final String TRANSACTIONAL = "transactional";

    private final Cluster cluster;
    private final Ledger kept;
    private final Ledger expiring;
    private final Ledger transactional;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final List<TopicPartition> paid;
    private final List<Workload> writers;
    private final List<ColdReader> readers;

    private Traffic(Cluster cluster, long runId, long bytesPerSecond) {
        this.cluster = cluster;
        this.kept = new Ledger(runId);
        this.expiring = new Ledger(runId + 1);
        this.transactional = new Ledger(runId + 2);
        List<TopicPartition> small = create("small", 4, SMALL, Map.of());
        List<TopicPartition> large = create("large", 2, LARGE, Map.of());
        List<TopicPartition> brief = create("expiring", 2, SMALL, Map.of("retention.bytes", RETAINED));
        paid = create(TRANSACTIONAL, 2, SMALL, Map.of("local.retention.bytes", "-2"));
        String servers = cluster.bootstrapServers();
        long rate = bytesPerSecond / 4;
        writers = List.of(
                new Workload(servers, kept, 1, small, rate),
                new Workload(servers, kept, 2, large, rate),
                new Workload(servers, expiring, 1, brief, rate),
                Workload.transactional(servers, transactional, 1, paid, rate));
        readers = List.of(
                new ColdReader("reader-of-kept", this::readingOfKept),
                new ColdReader("reader-of-expiring", this::readingOfExpiring),
                new ColdReader("reader-of-transactional", this::readingOfTransactional));
    }

    private List<TopicPartition> create(String name, int count, String segmentBytes, Map<String, String> more) {
        List<TopicPartition> created = cluster.topics().create(name, count, tiered(segmentBytes, more));
        partitions.addAll(created);
        return created;
    }

    private static Map<String, String> tiered(String segmentBytes, Map<String, String> more) {
        Map<String, String> configs = new LinkedHashMap<>();
        configs.put("remote.storage.enable", "true");
        configs.put("segment.bytes", segmentBytes);
        configs.put("local.retention.bytes", "1");
        configs.putAll(more);
        return configs;
    }

    /** Creates the topics and begins to write and to read. */
    public static Traffic on(Cluster cluster, long runId, long bytesPerSecond) {
        return new Traffic(cluster, runId, bytesPerSecond);
    }

    private LedgerReading readingOfKept() {
        return new LedgerReading(cluster.bootstrapServers(), kept, Gaps.FORBIDDEN);
    }

    private LedgerReading readingOfExpiring() {
        return new LedgerReading(cluster.bootstrapServers(), expiring, Gaps.FORBIDDEN).afterRetention();
    }

    private LedgerReading readingOfTransactional() {
        return new LedgerReading(cluster.bootstrapServers(), transactional, Gaps.ALLOWED);
    }

    /** Returns all partitions. */
    public List<TopicPartition> partitions() {
        return List.copyOf(partitions);
    }

    /** Writes and reads no more. */
    @Override
    public void close() {
        writers.forEach(Workload::close);
        readers.forEach(ColdReader::close);
    }

    /** Returns how many records were acknowledged so far. */
    public long acknowledged() {
        return writers.stream().mapToLong(Workload::acknowledged).sum();
    }

    /** Returns how many records were given up by their producers. */
    public long failed() {
        return writers.stream().mapToLong(Workload::failed).sum();
    }

    /** Returns what readers found while records were written. */
    public AuditReport foundMeanwhile() {
        return readers.stream().map(ColdReader::found).reduce(AuditReport::and).orElseThrow();
    }

    /** Waits until what is in the tier is there only, so that it is read from there. */
    public void leaveLocalDisks() {
        cluster.topics().alter(TRANSACTIONAL, Map.of("local.retention.bytes", "1"));
        cluster.topics().awaitDroppedLocally(paid);
    }

    /** Reads everything once more. */
    public AuditReport readAll() throws InterruptedException {
        return readingOfKept()
                .read(PATIENCE, PACE)
                .and(readingOfExpiring().read(PATIENCE, PACE))
                .and(readingOfTransactional().read(PATIENCE, PACE));
    }
}
