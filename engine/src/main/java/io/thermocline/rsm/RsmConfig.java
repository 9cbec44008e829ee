// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.segment.BlockTable;
import io.thermocline.segment.CopyVerification;
import io.thermocline.segment.SegmentKeys;
import io.thermocline.segment.SegmentWriter;
import io.thermocline.store.StoreOption;
import io.thermocline.store.StoreSettings;
import io.thermocline.store.wrap.RateLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** What an operator has set for a RemoteStorageManager, parsed and checked. */
record RsmConfig(
        int brokerId,
        String keyPrefix,
        List<String> previousKeyPrefixes,
        String clusterName,
        int blockBytes,
        CopyVerification copyVerification,
        StartupCheck startupCheck,
        int readFirstBytes,
        int fetchThreads,
        int uploadThreads,
        Duration fetchTimeout,
        Duration fetchIndexTimeout,
        Duration deleteTimeout,
        Optional<RateLimit> uploadRate,
        Optional<RateLimit> fetchRate,
        long footerCacheBytes,
        long tailCacheBytes,
        long memoryCacheBytes,
        long readAheadBytes,
        int circuitBreakerFailures,
        Optional<DiskCacheSetting> diskCache,
        StoreSettings storeSettings,
        Set<String> unknownKeys) {

    /** Where and how much the disk cache may keep. */
    record DiskCacheSetting(Path path, long bytes) {}

    /** What to do about a store that fails its check at start. */
    enum StartupCheck {
        WARN,
        FAIL,
        OFF
    }

    static final String KEY_PREFIX = "key.prefix";
    static final String KEY_PREFIX_PREVIOUS = "key.prefix.previous";
    static final String CLUSTER_NAME = "cluster.name";
    static final String SEGMENT_BLOCK_BYTES = "segment.block.bytes";
    static final String SEGMENT_FORMAT_VERSION = "segment.format.version";
    static final String COPY_VERIFY = "copy.verify";
    static final String STARTUP_CHECK = "startup.check";
    static final String READ_FIRST_BYTES = "read.first.bytes";
    static final String FETCH_THREADS = "fetch.threads";
    static final String UPLOAD_THREADS = "upload.threads";
    static final String FETCH_TIMEOUT_MS = "fetch.timeout.ms";
    static final String FETCH_INDEX_TIMEOUT_MS = "fetch.index.timeout.ms";
    static final String DELETE_TIMEOUT_MS = "delete.timeout.ms";
    static final String UPLOAD_RATE = "upload.max.bytes.per.second";
    static final String FETCH_RATE = "fetch.max.bytes.per.second";
    static final String CACHE_FOOTER_BYTES = "cache.footer.bytes";
    static final String CACHE_TAIL_BYTES = "cache.tail.bytes";

    static final String CACHE_MEMORY_BYTES = "cache.memory.bytes";
    static final String CACHE_DISK_PATH = "cache.disk.path";
    static final String CACHE_DISK_BYTES = "cache.disk.bytes";
    static final String CIRCUIT_BREAKER_FAILURES = "circuit.breaker.failures";
    static final String READ_AHEAD_MAX_BYTES = "read.ahead.max.bytes";

    private static final long LEAST_DISK_CACHE = 64 * 1024 * 1024;
    private static final int MIB = 1024 * 1024;
    private static final String EMPTY_PREFIX = "/";

    /** Returns the definition of all keys: those of every tier, and those of its store. */
    static ConfigDef definition(List<StoreOption> storeOptions) {
        ConfigDef def = new ConfigDef();
        defineKeys(def);
        defineReading(def);
        defineCaching(def);
        defineCopying(def);
        StoreOptions.define(def, storeOptions);
        return def;
    }

    private static void defineKeys(ConfigDef def) {
        def.define(
                        KEY_PREFIX,
                        ConfigDef.Type.STRING,
                        "",
                        RsmConfig::checkPrefix,
                        Importance.HIGH,
                        "Prepended, as it is, to the key of every object. Ends with '/' where it is meant as a folder. After a"
                                + " change, put the former value into key.prefix.previous.")
                .define(
                        KEY_PREFIX_PREVIOUS,
                        ConfigDef.Type.STRING,
                        "",
                        (key, value) -> prefixes((String) value).forEach(prefix -> checkPrefix(key, prefix)),
                        Importance.MEDIUM,
                        "Earlier values of key.prefix, separated by commas, from which segments are still read and deleted."
                                + " A single '/' stands for the empty prefix.")
                .define(
                        CLUSTER_NAME,
                        ConfigDef.Type.STRING,
                        "",
                        RsmConfig::checkName,
                        Importance.MEDIUM,
                        "The name of this cluster, written into every segment, so that whoever looks at the store can tell whose"
                                + " it is.");
    }

    private static void defineReading(ConfigDef def) {
        def.define(
                        READ_FIRST_BYTES,
                        ConfigDef.Type.INT,
                        MIB,
                        Range.between(1, 64 * MIB),
                        Importance.LOW,
                        "How far the first request of a stream reaches, rounded up to the end of a block.")
                .define(
                        FETCH_THREADS,
                        ConfigDef.Type.INT,
                        16,
                        Range.between(1, 1024),
                        Importance.MEDIUM,
                        "How many threads read from the store and delete from it, for the whole broker.")
                .define(
                        FETCH_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        30_000L,
                        Range.between(1, 3_600_000),
                        Importance.MEDIUM,
                        "The longest that one read of data may wait for the store, in milliseconds.")
                .define(
                        FETCH_INDEX_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        5_000L,
                        Range.between(1, 3_600_000),
                        Importance.MEDIUM,
                        "The longest that fetching an index, or opening a segment, may wait for the store, in milliseconds.")
                .define(
                        CIRCUIT_BREAKER_FAILURES,
                        ConfigDef.Type.INT,
                        8,
                        Range.between(0, 10_000),
                        Importance.LOW,
                        "After so many reads or deletes in a row that the store did not answer, further ones fail at once, and"
                                + " every few seconds one tries whether it is back. 0 to try always.")
                .define(
                        FETCH_RATE,
                        ConfigDef.Type.LONG,
                        Long.MAX_VALUE,
                        Range.atLeast(1024),
                        Importance.LOW,
                        "The most bytes per second that this broker reads from the store. Unlimited by default.");
    }

    private static void defineCaching(ConfigDef def) {
        def.define(
                        CACHE_MEMORY_BYTES,
                        ConfigDef.Type.LONG,
                        256L * MIB,
                        DirectMemory.VALIDATOR,
                        Importance.HIGH,
                        "How much memory outside the heap may hold blocks of segments, those read ahead included. It counts"
                                + " against -XX:MaxDirectMemorySize (which is the heap's size unless set). The default is"
                                + " lower, a quarter of that limit, where it would be more than half of it. 0 for no cache,"
                                + " and then nothing is read ahead.")
                .define(
                        CACHE_DISK_PATH,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.MEDIUM,
                        "A directory, of this broker alone, where blocks that were read are kept across restarts. Needs"
                                + " cache.disk.bytes. A disk that fails or is full does no harm: the store is asked"
                                + " instead. Without it, blocks are kept in memory only.")
                .define(
                        CACHE_DISK_BYTES,
                        ConfigDef.Type.LONG,
                        null,
                        ConfigDef.LambdaValidator.with(RsmConfig::checkDiskBytes, () -> "at least " + LEAST_DISK_CACHE),
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
                        CACHE_FOOTER_BYTES,
                        ConfigDef.Type.LONG,
                        32L * MIB,
                        Range.atLeast(0),
                        Importance.LOW,
                        "How much heap may hold footers of segments (some 20 KiB for a segment of 1 GiB), which every read needs.")
                .define(
                        CACHE_TAIL_BYTES,
                        ConfigDef.Type.LONG,
                        32L * MIB,
                        Range.atLeast(0),
                        Importance.LOW,
                        "How much heap may hold indexes of segments (up to some 5 MiB for a segment of 1 GiB). The broker asks for"
                                + " the indexes of a segment one after another and then keeps them itself.");
    }

    private static void defineCopying(ConfigDef def) {
        def.define(
                        UPLOAD_THREADS,
                        ConfigDef.Type.INT,
                        16,
                        Range.between(1, 1024),
                        Importance.MEDIUM,
                        "How many threads write to the store, for the whole broker.")
                .define(
                        UPLOAD_RATE,
                        ConfigDef.Type.LONG,
                        Long.MAX_VALUE,
                        Range.atLeast(1024),
                        Importance.LOW,
                        "The most bytes per second that this broker writes to the store. Unlimited by default.")
                .define(
                        COPY_VERIFY,
                        ConfigDef.Type.STRING,
                        "reject",
                        ValidString.in("reject", "warn", "off"),
                        Importance.MEDIUM,
                        "What to do about a segment that is not a row of whole record batches with right checksums: reject it, so"
                                + " that the broker keeps its file and tries again; warn, and copy it as it is; or off, do not look.")
                .define(
                        SEGMENT_BLOCK_BYTES,
                        ConfigDef.Type.INT,
                        256 * 1024,
                        Range.between(BlockTable.MIN_BLOCK_BYTES, BlockTable.MAX_BLOCK_BYTES),
                        Importance.LOW,
                        "The length of a block, the unit of checksums and of caching, in newly written segments.")
                .define(
                        SEGMENT_FORMAT_VERSION,
                        ConfigDef.Type.INT,
                        1,
                        Range.between(1, 1),
                        Importance.LOW,
                        "The format of newly written segments. During a rolling upgrade of the plugin, keep the older version until"
                                + " every broker can read the newer.")
                .define(
                        DELETE_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        10_000L,
                        Range.between(1, 3_600_000),
                        Importance.LOW,
                        "The longest that deleting a segment may wait for the store, in milliseconds. The broker holds a lock"
                                + " meanwhile; what failed is tried again in the background.")
                .define(
                        STARTUP_CHECK,
                        ConfigDef.Type.STRING,
                        "warn",
                        ValidString.in("warn", "fail", "off"),
                        Importance.MEDIUM,
                        "What to do at start about a store that cannot be reached or lacks something: warn and go on, fail, or off,"
                                + " do not look.");
    }

    /**
     * Parses and checks what the broker hands to {@code configure}.
     *
     * @throws ConfigException naming the key, the value, and what would be right
     */
    static RsmConfig parse(Map<String, ?> given, List<StoreOption> storeOptions) {
        ConfigDef def = definition(storeOptions);
        Map<String, Object> present = new HashMap<>(given);
        present.values().removeIf(Objects::isNull);
        Map<String, Object> values = def.parse(present);
        return new RsmConfig(
                brokerId(given),
                (String) values.get(KEY_PREFIX),
                prefixes((String) values.get(KEY_PREFIX_PREVIOUS)),
                (String) values.get(CLUSTER_NAME),
                (Integer) values.get(SEGMENT_BLOCK_BYTES),
                CopyVerification.valueOf(upper(values, COPY_VERIFY)),
                StartupCheck.valueOf(upper(values, STARTUP_CHECK)),
                (Integer) values.get(READ_FIRST_BYTES),
                (Integer) values.get(FETCH_THREADS),
                (Integer) values.get(UPLOAD_THREADS),
                Duration.ofMillis((Long) values.get(FETCH_TIMEOUT_MS)),
                Duration.ofMillis((Long) values.get(FETCH_INDEX_TIMEOUT_MS)),
                Duration.ofMillis((Long) values.get(DELETE_TIMEOUT_MS)),
                rate(values, UPLOAD_RATE),
                rate(values, FETCH_RATE),
                (Long) values.get(CACHE_FOOTER_BYTES),
                (Long) values.get(CACHE_TAIL_BYTES),
                memoryCache(given, (Long) values.get(CACHE_MEMORY_BYTES)),
                (Long) values.get(READ_AHEAD_MAX_BYTES),
                (Integer) values.get(CIRCUIT_BREAKER_FAILURES),
                diskCache(values),
                StoreOptions.settings(values, storeOptions),
                unknown(given, def));
    }

    private static void checkDiskBytes(String key, Object value) {
        if (value != null && (Long) value < LEAST_DISK_CACHE) {
            throw new ConfigException(key, value, "a disk cache needs at least " + LEAST_DISK_CACHE + " bytes");
        }
    }

    private static Optional<DiskCacheSetting> diskCache(Map<String, Object> values) {
        String path = (String) values.get(CACHE_DISK_PATH);
        Long bytes = (Long) values.get(CACHE_DISK_BYTES);
        if (path == null && bytes == null) {
            return Optional.empty();
        }
        if (path == null || path.isBlank()) {
            throw new ConfigException(CACHE_DISK_PATH, path, "a disk cache needs a directory and " + CACHE_DISK_BYTES);
        }
        if (bytes == null) {
            throw new ConfigException(CACHE_DISK_BYTES, null, "a disk cache needs to know how much it may keep");
        }
        if ((Long) values.get(CACHE_MEMORY_BYTES) == 0) {
            throw new ConfigException(CACHE_MEMORY_BYTES, 0, "a disk cache needs a memory cache in front of it");
        }
        return Optional.of(new DiskCacheSetting(Path.of(path), bytes));
    }

    /** What an operator has set must hold; a default must fit. */
    private static long memoryCache(Map<String, ?> given, long value) {
        return given.get(CACHE_MEMORY_BYTES) == null
                ? DirectMemory.fitting(value)
                : DirectMemory.checked(CACHE_MEMORY_BYTES, value);
    }

    private static Optional<RateLimit> rate(Map<String, Object> values, String key) {
        long bytesPerSecond = (Long) values.get(key);
        return bytesPerSecond == Long.MAX_VALUE ? Optional.empty() : Optional.of(new RateLimit(key, bytesPerSecond));
    }

    private static String upper(Map<String, Object> values, String key) {
        return ((String) values.get(key)).toUpperCase(Locale.ROOT);
    }

    private static int brokerId(Map<String, ?> given) {
        Object id = given.get("broker.id") != null ? given.get("broker.id") : given.get("node.id");
        return id == null ? -1 : (Integer) ConfigDef.parseType("broker.id", id, ConfigDef.Type.INT);
    }

    private static List<String> prefixes(String value) {
        List<String> prefixes = new ArrayList<>();
        for (String prefix : value.split(",", -1)) {
            String trimmed = prefix.trim();
            if (!trimmed.isEmpty()) {
                prefixes.add(trimmed.equals(EMPTY_PREFIX) ? "" : trimmed);
            }
        }
        return prefixes;
    }

    private static void checkPrefix(String key, Object value) {
        if (((String) value).contains(",")) {
            throw new ConfigException(
                    key,
                    value,
                    "a prefix with a comma could never be listed in " + KEY_PREFIX_PREVIOUS + "; leave it out");
        }
        try {
            new SegmentKeys((String) value);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    key,
                    value,
                    "it cannot begin a key (" + e.getMessage() + "); use something like 'kafka/production/'");
        }
    }

    private static void checkName(String key, Object value) {
        int most = SegmentWriter.Settings.MAX_NAME_LENGTH;
        if (((String) value).length() > most) {
            throw new ConfigException(key, value, "a name of at most " + most + " characters is needed");
        }
    }

    /** The broker adds keys of its own to what the operator set for us; these are none of the operator's mistakes. */
    private static Set<String> unknown(Map<String, ?> given, ConfigDef def) {
        Set<String> brokersOwn = Set.of("broker.id", "node.id", "cluster.id", "log.dir", "log.dirs");
        Predicate<String> expected =
                key -> def.names().contains(key) || brokersOwn.contains(key) || key.startsWith("remote.log.metadata.");
        Set<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeIf(expected);
        return unknown;
    }
}
