// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;

/** What an operator has set for what is kept of segments, and for what is read ahead into it. */
record CacheConfig(
        long memoryBytes,
        long readAheadBytes,
        int hedgePercent,
        long footerBytes,
        long tailBytes,
        Optional<Disk> disk) {

    /** Where and how much the disk cache may keep. */
    record Disk(Path path, long bytes) {}

    private static final String MEMORY_BYTES = "cache.memory.bytes";
    private static final String DISK_PATH = "cache.disk.path";
    private static final String DISK_BYTES = "cache.disk.bytes";
    private static final String READ_AHEAD_MAX_BYTES = "read.ahead.max.bytes";
    private static final String HEDGE_PERCENT = "fetch.hedge.percent";
    private static final String FOOTER_BYTES = "cache.footer.bytes";
    private static final String TAIL_BYTES = "cache.tail.bytes";

    private static final long MIB = 1024 * 1024;
    private static final long LEAST_DISK_CACHE = 64 * MIB;

    /** Adds the keys to a definition. */
    static void define(ConfigDef def) {
        def.define(
                        MEMORY_BYTES,
                        ConfigDef.Type.LONG,
                        256L * MIB,
                        DirectMemory.VALIDATOR,
                        Importance.HIGH,
                        "How much memory outside the heap may hold blocks of segments, those read ahead included. It counts"
                                + " against -XX:MaxDirectMemorySize (which is the heap's size unless set). The default is"
                                + " lower, a quarter of that limit, where it would be more than half of it. 0 for no cache,"
                                + " and then nothing is read ahead.")
                .define(
                        DISK_PATH,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.MEDIUM,
                        "A directory, of this broker alone, where blocks that were read are kept across restarts. Needs"
                                + " cache.disk.bytes. A disk that fails or is full does no harm: the store is asked"
                                + " instead. Without it, blocks are kept in memory only.")
                .define(
                        DISK_BYTES,
                        ConfigDef.Type.LONG,
                        null,
                        ConfigDef.LambdaValidator.with(
                                CacheConfig::checkDiskBytes, () -> "at least " + LEAST_DISK_CACHE),
                        Importance.MEDIUM,
                        "How much the files in cache.disk.path may take.")
                .define(
                        READ_AHEAD_MAX_BYTES,
                        ConfigDef.Type.LONG,
                        32L * MIB,
                        Range.between(0, 1024L * MIB),
                        Importance.MEDIUM,
                        "The longest window that is read ahead of one consumer which reads in a row. The windows of all"
                                + " consumers together take at most half of cache.memory.bytes. 0 to read nothing ahead.")
                .define(
                        HEDGE_PERCENT,
                        ConfigDef.Type.INT,
                        0,
                        Range.between(0, 50),
                        Importance.LOW,
                        "How many in a hundred of the reads that a consumer waits for may be made a second time when the first"
                                + " has brought nothing for longer than 99 of 100 take; whichever answers first is used, the"
                                + " other is broken off. It costs so many requests more, and needs a cache. 0 for none.")
                .define(
                        FOOTER_BYTES,
                        ConfigDef.Type.LONG,
                        32L * MIB,
                        Range.atLeast(0),
                        Importance.LOW,
                        "How much heap may hold footers of segments (some 20 KiB for a segment of 1 GiB), which every read needs.")
                .define(
                        TAIL_BYTES,
                        ConfigDef.Type.LONG,
                        32L * MIB,
                        Range.atLeast(0),
                        Importance.LOW,
                        "How much heap may hold indexes of segments (up to some 5 MiB for a segment of 1 GiB). The broker asks for"
                                + " the indexes of a segment one after another and then keeps them itself.");
    }

    /**
     * Checks what was parsed.
     *
     * @param given what the operator has set, not parsed: a default gives way where such a value does not
     * @throws ConfigException naming the key, the value, and what would be right
     */
    static CacheConfig parse(Map<String, ?> given, Map<String, Object> values) {
        return new CacheConfig(
                memory(given, (Long) values.get(MEMORY_BYTES)),
                (Long) values.get(READ_AHEAD_MAX_BYTES),
                hedgePercent(values),
                (Long) values.get(FOOTER_BYTES),
                (Long) values.get(TAIL_BYTES),
                disk(values));
    }

    private static void checkDiskBytes(String key, Object value) {
        if (value != null && (Long) value < LEAST_DISK_CACHE) {
            throw new ConfigException(key, value, "a disk cache needs at least " + LEAST_DISK_CACHE + " bytes");
        }
    }

    private static int hedgePercent(Map<String, Object> values) {
        int percent = (Integer) values.get(HEDGE_PERCENT);
        if (percent > 0 && (Long) values.get(MEMORY_BYTES) == 0) {
            throw new ConfigException(MEMORY_BYTES, 0, HEDGE_PERCENT + " above 0 needs a memory cache");
        }
        return percent;
    }

    private static Optional<Disk> disk(Map<String, Object> values) {
        String path = (String) values.get(DISK_PATH);
        Long bytes = (Long) values.get(DISK_BYTES);
        if (path == null && bytes == null) {
            return Optional.empty();
        }
        if (path == null || path.isBlank()) {
            throw new ConfigException(DISK_PATH, path, "a disk cache needs a directory and " + DISK_BYTES);
        }
        if (bytes == null) {
            throw new ConfigException(DISK_BYTES, null, "a disk cache needs to know how much it may keep");
        }
        if ((Long) values.get(MEMORY_BYTES) == 0) {
            throw new ConfigException(MEMORY_BYTES, 0, "a disk cache needs a memory cache in front of it");
        }
        return Optional.of(new Disk(Path.of(path), bytes));
    }

    /** What an operator has set must hold; a default must fit. */
    private static long memory(Map<String, ?> given, long value) {
        return given.get(MEMORY_BYTES) == null
                ? DirectMemory.fitting(value)
                : DirectMemory.checked(MEMORY_BYTES, value);
    }
}
