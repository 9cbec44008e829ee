// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.story;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Records to be written: how many to each partition, and how.
 *
 * @param count records for each partition
 * @param valueBytes length of each value
 * @param firstTimestampMs timestamp of each partition's first record; each further one is a millisecond later; if empty,
 *     the clock's
 * @param producerConfigs what differs from the producer's defaults
 */
public record Production(
        int count, int valueBytes, OptionalLong firstTimestampMs, Map<String, String> producerConfigs) {

    private static final int VALUE_BYTES = 1_000;

    public Production {
        producerConfigs = Map.copyOf(producerConfigs);
    }

    /** Returns so many records of 1 kB for each partition. */
    public static Production records(int count) {
        return new Production(count, VALUE_BYTES, OptionalLong.empty(), Map.of());
    }

    /** Returns as many records as about so many segments of 1 MiB hold. */
    public static Production segments(int count) {
        return records(count * 1024);
    }

    /** Returns these records with timestamps of their own. */
    public Production stampedFrom(long firstMs) {
        return new Production(count, valueBytes, OptionalLong.of(firstMs), producerConfigs);
    }

    /** Returns these records, compressed by the producer. */
    public Production compressedWith(String codec) {
        return with("compression.type", codec);
    }

    /** Returns these records, written by a producer with that setting. */
    public Production with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(producerConfigs);
        more.put(key, value);
        return new Production(count, valueBytes, firstTimestampMs, more);
    }
}
