// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.ledger.VerifyingRecords.Stamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds what was acknowledged against what was delivered. A record that is delivered where none was acknowledged is a
 * stray: one whose answer was lost, unless it was acknowledged elsewhere or strays twice.
 */
final class Reconciliation {

    private record Place(TopicPartition partition, long offset) {
        @Override
        public String toString() {
            return "offset %d of %s".formatted(offset, partition);
        }
    }

    private record Pair(TopicPartition partition, Delivered delivered, RecordColumns acknowledged, long end) {}

    private final Ledger ledger;
    private final Gaps gaps;
    private final List<Pair> pairs = new ArrayList<>();
    private final Map<Stamp, Place> strays = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private long due;
    private long forbidden;

    Reconciliation(Ledger ledger, Gaps gaps) {
        this.ledger = ledger;
        this.gaps = gaps;
    }

    /** Adds a partition, which was read up to an offset. */
    void add(TopicPartition partition, Delivered delivered, long end) {
        Pair pair = new Pair(partition, delivered, ledger.records(partition), end);
        pairs.add(pair);
        collectStrays(pair);
    }

    private void collectStrays(Pair pair) {
        RecordColumns records = pair.delivered().records();
        for (int i = 0; i < records.size(); i++) {
            int found = pair.acknowledged().find(records.offset(i));
            if (found < 0 || !pair.acknowledged().sameRecord(found, records, i)) {
                Stamp stamp = records.stamp(i, ledger.runId());
                Place place = new Place(pair.partition(), records.offset(i));
                Place before = strays.put(stamp, place);
                if (before != null) {
                    findDuplicate(stamp, before, place);
                }
            }
        }
    }

    private void findDuplicate(Stamp stamp, Place one, Place other) {
        findings.add(Finding.of(
                        FindingKind.DUPLICATED_RECORD,
                        other.partition().toString(),
                        "the %s is at %s and again at %s".formatted(stamp, one, other))
                .with("offset", other.offset()));
    }

    /** Returns what does not fit; to be called once, after all partitions were added. */
    List<Finding> findings() {
        pairs.forEach(this::judge);
        noteUnacknowledged();
        return findings;
    }

    /** Returns how many records had to be delivered. */
    long due() {
        return due;
    }

    /** Returns how many records of aborted transactions had to be left out. */
    long forbidden() {
        return forbidden;
    }

    private void judge(Pair pair) {
        Runs lost = new Runs(
                FindingKind.LOST_RECORD, pair.partition(), "have acknowledged records that were not delivered");
        Runs aborted = new Runs(
                FindingKind.ABORTED_RECORD,
                pair.partition(),
                "have records of aborted transactions that were delivered");
        RecordColumns acknowledged = pair.acknowledged();
        for (int i = 0; i < acknowledged.size(); i++) {
            long offset = acknowledged.offset(i);
            if (offset >= pair.delivered().start() && offset < pair.end()) {
                int found = pair.delivered().records().find(offset);
                if (acknowledged.mayBeSeen(i)) {
                    due++;
                    judgeDue(pair, i, found, lost);
                } else {
                    forbidden++;
                    if (found >= 0
                            && acknowledged.sameRecord(i, pair.delivered().records(), found)) {
                        aborted.add(offset, offset);
                    }
                }
            }
        }
        findings.addAll(lost.toList());
        findings.addAll(aborted.toList());
        if (gaps == Gaps.FORBIDDEN) {
            findGaps(pair);
        }
    }

    private void judgeDue(Pair pair, int at, int found, Runs lost) {
        RecordColumns acknowledged = pair.acknowledged();
        RecordColumns delivered = pair.delivered().records();
        Place place = new Place(pair.partition(), acknowledged.offset(at));
        Stamp stamp = acknowledged.stamp(at, ledger.runId());
        boolean inPlace = found >= 0 && acknowledged.sameRecord(at, delivered, found);
        Place elsewhere = strays.remove(stamp);
        if (inPlace && elsewhere != null) {
            findDuplicate(stamp, place, elsewhere);
        }
        if (inPlace) {
            if (acknowledged.crc(at) != delivered.crc(found)) {
                find(
                        FindingKind.DAMAGED_RECORD,
                        place,
                        "the %s at %s has checksum %08x, but was sent with %08x"
                                .formatted(stamp, place, delivered.crc(found), acknowledged.crc(at)));
            }
        } else if (elsewhere != null) {
            find(
                    FindingKind.MISPLACED_RECORD,
                    place,
                    "the %s was acknowledged at %s, but delivered at %s".formatted(stamp, place, elsewhere));
        } else if (found >= 0) {
            find(
                    FindingKind.LOST_RECORD,
                    place,
                    "the %s was acknowledged at %s, where the %s was delivered instead"
                            .formatted(stamp, place, delivered.stamp(found, ledger.runId())));
        } else if (!pair.delivered().knows(place.offset())) {
            lost.add(place.offset(), place.offset());
        }
    }

    private void find(FindingKind kind, Place place, String sentence) {
        findings.add(Finding.of(kind, place.partition().toString(), sentence).with("offset", place.offset()));
    }

    private void findGaps(Pair pair) {
        Runs runs =
                new Runs(FindingKind.OFFSET_GAP, pair.partition(), "have no record, though there were no transactions");
        RecordColumns acknowledged = pair.acknowledged();
        for (long offset = pair.delivered().start(); offset < pair.end(); offset++) {
            int known = acknowledged.find(offset);
            if (!pair.delivered().knows(offset) && (known < 0 || !acknowledged.mayBeSeen(known))) {
                runs.add(offset, offset);
            }
        }
        findings.addAll(runs.toList());
    }

    private void noteUnacknowledged() {
        Map<TopicPartition, Long> counts = new HashMap<>();
        strays.values().forEach(place -> counts.merge(place.partition(), 1L, Long::sum));
        counts.forEach((partition, count) -> findings.add(Finding.of(
                        FindingKind.UNACKNOWLEDGED_RECORDS,
                        partition.toString(),
                        "%d records of %s were never acknowledged and are there, whole".formatted(count, partition))
                .with("records", count)));
    }
}
