// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import static io.thermocline.audit.FindingKind.ABORTED_RECORD;
import static io.thermocline.audit.FindingKind.DAMAGED_RECORD;
import static io.thermocline.audit.FindingKind.DUPLICATED_RECORD;
import static io.thermocline.audit.FindingKind.FOREIGN_RECORD;
import static io.thermocline.audit.FindingKind.LOST_RECORD;
import static io.thermocline.audit.FindingKind.MISPLACED_RECORD;
import static io.thermocline.audit.FindingKind.OFFSET_GAP;
import static io.thermocline.audit.FindingKind.SWAPPED_RECORDS;
import static io.thermocline.audit.FindingKind.UNACKNOWLEDGED_RECORDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.ledger.VerifyingRecords.Stamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Ten records are acknowledged; then whatever may happen to them happens. */
class RecordCheckTest {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final TopicPartition OTHER = new TopicPartition("orders", 1);
    private static final long RUN = 77;
    private static final int RECORDS = 10;

    private final Ledger ledger = new Ledger(RUN);
    private final List<ConsumerRecord<byte[], byte[]>> delivered = new ArrayList<>();

    RecordCheckTest() {
        for (long offset = 0; offset < RECORDS; offset++) {
            ledger.acknowledged(PARTITION, offset, value(offset));
            delivered.add(record(offset, value(offset)));
        }
    }

    private static byte[] value(long sequence) {
        return VerifyingRecords.value(new Stamp(RUN, 3, sequence), 100);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] value) {
        return new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, null, value);
    }

    private AuditReport check(Gaps gaps, long end) {
        RecordCheck check = new RecordCheck(ledger, gaps);
        delivered.forEach(check::accept);
        return check.finish(Map.of(PARTITION, end));
    }

    private void finds(FindingKind kind, long offset) {
        AuditReport report = check(Gaps.FORBIDDEN, end());
        assertThat(report.violations()).as(report.toString()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.key()).isEqualTo("orders-0");
            assertThat(finding.numbers()).containsValue(offset);
            assertThat(finding.sentence()).contains("orders-0").contains(Long.toString(offset));
        });
    }

    private long end() {
        return Math.max(
                RECORDS,
                delivered.stream().mapToLong(ConsumerRecord::offset).max().orElse(-1) + 1);
    }

    @Test
    void whatWasAcknowledgedIsDelivered() {
        AuditReport report = check(Gaps.FORBIDDEN, RECORDS);

        assertThat(report.findings()).isEmpty();
        assertThat(report.looked("records")).isEqualTo(RECORDS);
        assertThat(report.looked("acknowledged records")).isEqualTo(RECORDS);
    }

    @Test
    void aRecordDeliveredTwice() {
        delivered.add(5, delivered.get(4));
        finds(DUPLICATED_RECORD, 4);
    }

    @Test
    void aRecordThatIsThereAgainAtAnotherOffset() {
        delivered.add(record(RECORDS, value(4)));
        finds(DUPLICATED_RECORD, RECORDS);
    }

    @Test
    void anUnacknowledgedRecordThatIsThereTwice() {
        delivered.add(record(RECORDS, value(500)));
        delivered.add(record(RECORDS + 1, value(500)));
        finds(DUPLICATED_RECORD, RECORDS + 1);
    }

    @Test
    void aLostRecord() {
        delivered.remove(4);
        finds(LOST_RECORD, 4);
    }

    @Test
    void recordsLostTogetherAreOneFinding() {
        delivered.subList(3, 8).clear();

        assertThat(check(Gaps.ALLOWED, RECORDS).violations())
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.numbers()).isEqualTo(Map.of("from", 3L, "to", 7L, "count", 5L)));
    }

    @Test
    void aLogThatEndsTooEarly() {
        delivered.subList(8, RECORDS).clear();

        assertThat(check(Gaps.FORBIDDEN, RECORDS).violations())
                .extracting(Finding::kind)
                .containsExactly(LOST_RECORD);
        assertThat(check(Gaps.FORBIDDEN, 8).findings()).isEmpty();
    }

    @Test
    void recordsInTheWrongOrder() {
        Collections.swap(delivered, 4, 5);
        finds(SWAPPED_RECORDS, 4);
    }

    @Test
    void recordsThatChangedPlaces() {
        delivered.set(4, record(4, value(5)));
        delivered.set(5, record(5, value(4)));

        assertThat(check(Gaps.FORBIDDEN, RECORDS).findings())
                .extracting(Finding::kind)
                .containsExactly(MISPLACED_RECORD, MISPLACED_RECORD);
    }

    @Test
    void aRecordAtAnotherOffset() {
        delivered.remove(9);
        delivered.add(record(12, value(9)));

        assertThat(check(Gaps.ALLOWED, 13).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(MISPLACED_RECORD);
            assertThat(finding.sentence()).contains("acknowledged at offset 9").contains("delivered at offset 12");
        });
    }

    @Test
    void aRecordInAnotherPartition() {
        delivered.remove(9);
        RecordCheck check = new RecordCheck(ledger, Gaps.ALLOWED);
        delivered.forEach(check::accept);
        check.accept(new ConsumerRecord<>(OTHER.topic(), OTHER.partition(), 0, null, value(9)));

        assertThat(check.finish(Map.of(PARTITION, 10L, OTHER, 1L)).findings())
                .extracting(Finding::kind)
                .containsExactly(MISPLACED_RECORD);
    }

    @Test
    void anotherRecordAtTheOffset() {
        delivered.set(4, record(4, value(500)));
        finds(LOST_RECORD, 4);
    }

    @Test
    void noByteCanChangeUnseen() {
        byte[] right = value(4);
        for (int i = 0; i < right.length; i++) {
            byte[] wrong = right.clone();
            wrong[i] ^= 1;
            delivered.set(4, record(4, wrong));
            finds(DAMAGED_RECORD, 4);
        }
        for (byte[] wrong : new byte[][] {null, {}, new byte[23]}) {
            delivered.set(4, record(4, wrong));
            finds(DAMAGED_RECORD, 4);
        }
    }

    @Test
    void aValueThatIsRightButNotTheOneThatWasSent() {
        delivered.set(4, record(4, VerifyingRecords.value(new Stamp(RUN, 3, 4), 101)));
        finds(DAMAGED_RECORD, 4);
    }

    @Test
    void aRecordOfAnotherRun() {
        delivered.set(4, record(4, VerifyingRecords.value(new Stamp(RUN + 1, 3, 4), 100)));
        finds(FOREIGN_RECORD, 4);
    }

    @Test
    void anOffsetWithoutRecord() {
        delivered.add(record(RECORDS + 1, value(RECORDS + 1)));

        AuditReport strict = check(Gaps.FORBIDDEN, RECORDS + 2);
        assertThat(strict.violations()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(OFFSET_GAP);
            assertThat(finding.numbers()).containsEntry("from", (long) RECORDS).containsEntry("count", 1L);
        });
        assertThat(check(Gaps.ALLOWED, RECORDS + 2).violations()).isEmpty();
    }

    @Test
    void whatNobodyAcknowledgedMayBeThere() {
        delivered.add(record(RECORDS, value(500)));

        assertThat(check(Gaps.FORBIDDEN, RECORDS + 1).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(UNACKNOWLEDGED_RECORDS);
                    assertThat(finding.kind().isViolation()).isFalse();
                    assertThat(finding.numbers()).containsEntry("records", 1L);
                });
    }

    @Test
    void aReadingThatBeginsLater() {
        delivered.subList(0, 6).clear();
        RecordCheck check = new RecordCheck(ledger, Gaps.FORBIDDEN).startingAt(PARTITION, 6);
        delivered.forEach(check::accept);

        AuditReport report = check.finish(Map.of(PARTITION, (long) RECORDS));
        assertThat(report.findings()).isEmpty();
        assertThat(report.looked("acknowledged records")).isEqualTo(4);
    }

    @Test
    void transactions() {
        LedgerTransaction committed = ledger.begin();
        LedgerTransaction aborted = ledger.begin();
        LedgerTransaction open = ledger.begin();
        committed.onAcknowledged(value(10)).onCompletion(metadata(10), null);
        aborted.onAcknowledged(value(11)).onCompletion(metadata(11), null);
        open.onAcknowledged(value(12)).onCompletion(metadata(12), null);
        assertThat(ledger.count()).isEqualTo(RECORDS);
        committed.committed();
        aborted.aborted();
        assertThat(ledger.count(PARTITION)).isEqualTo(RECORDS + 1);
        assertThat(ledger.highestOffset(PARTITION)).isEqualTo(10);

        assertThat(check(Gaps.ALLOWED, 14).violations())
                .extracting(Finding::kind)
                .containsExactly(LOST_RECORD);
        delivered.add(record(10, value(10)));
        assertThat(check(Gaps.ALLOWED, 14).findings()).isEmpty();
        delivered.add(record(11, value(11)));
        assertThat(check(Gaps.ALLOWED, 14).findings()).extracting(Finding::kind).containsExactly(ABORTED_RECORD);
    }

    @Test
    void onlyWhatWasAcknowledgedIsEntered() {
        ledger.onAcknowledged(value(10)).onCompletion(metadata(-1), new TimeoutException("no answer"));
        ledger.onAcknowledged(value(11)).onCompletion(metadata(10), null);

        assertThat(ledger.count()).isEqualTo(RECORDS + 1);
        assertThat(ledger.partitions()).containsExactly(PARTITION);
        assertThatThrownBy(() -> ledger.onAcknowledged(VerifyingRecords.value(new Stamp(RUN + 1, 0, 0), 24)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("77");
    }

    @Test
    void twoRecordsAcknowledgedAtOneOffset() {
        ledger.acknowledged(PARTITION, 4, value(4));
        assertThat(check(Gaps.FORBIDDEN, RECORDS).findings()).isEmpty();

        ledger.acknowledged(PARTITION, 4, value(500));
        assertThat(check(Gaps.FORBIDDEN, RECORDS).violations())
                .extracting(Finding::kind)
                .containsExactly(DUPLICATED_RECORD);
    }

    @Test
    void acknowledgementsMayComeInAnyOrder() {
        long seed = Long.getLong("thermocline.seed", System.nanoTime());
        System.out.println("-Dthermocline.seed=" + seed);
        List<Long> offsets =
                new ArrayList<>(LongStream.range(RECORDS, 5000).boxed().toList());
        offsets.forEach(offset -> delivered.add(record(offset, value(offset))));
        Collections.shuffle(offsets, new Random(seed));
        offsets.forEach(offset -> ledger.acknowledged(PARTITION, offset, value(offset)));

        assertThat(check(Gaps.FORBIDDEN, 5000).findings()).as("seed " + seed).isEmpty();
        assertThat(ledger.highestOffset(PARTITION)).isEqualTo(4999);
    }

    @Test
    void aReportOfAGreatLossIsShort() {
        for (long offset = RECORDS; offset < 10_000; offset += 2) {
            ledger.acknowledged(PARTITION, offset, value(offset));
        }

        List<Finding> violations = check(Gaps.ALLOWED, 10_000).violations();

        assertThat(violations).hasSize(21);
        assertThat(violations.get(20).numbers()).containsEntry("more", (10_000L - RECORDS) / 2 - 20);
    }

    private static RecordMetadata metadata(long offset) {
        return new RecordMetadata(PARTITION, offset, 0, 0, 0, 100);
    }
}
