// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.load;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds each record of a topic, as a consumer reads it, against the one that was written: every one of a partition, in
 * order, none twice, none left out, byte for byte. Not for several threads.
 */
public final class ReadAudit {

    private final Map<Integer, Long> next = new HashMap<>();
    private long records;
    private long bytes;

    /** Begins where {@code sequence} is the next one due in the partition; without this, it is 0. */
    public ReadAudit startingAt(int partition, long sequence) {
        next.put(partition, sequence);
        return this;
    }

    /**
     * Takes the next record.
     *
     * @throws BrokenSealException if it is not exactly the one that is due in its partition
     */
    public void accept(ConsumerRecord<byte[], byte[]> read) {
        long due = next(read.partition());
        try {
            SealedValue.verify(read.partition(), due, read.value());
        } catch (BrokenSealException e) {
            throw new BrokenSealException(
                    "the record at offset %d of %s-%d is wrong: %s"
                            .formatted(read.offset(), read.topic(), read.partition(), e.getMessage()),
                    e);
        }
        next.put(read.partition(), due + 1);
        records++;
        bytes += read.value().length;
    }

    /** Returns the sequence of the record that is due next in a partition. */
    public long next(int partition) {
        return next.getOrDefault(partition, 0L);
    }

    /** Returns how many records were right; all that were accepted are. */
    public long records() {
        return records;
    }

    /** Returns how many bytes of values these records had. */
    public long bytes() {
        return bytes;
    }
}
