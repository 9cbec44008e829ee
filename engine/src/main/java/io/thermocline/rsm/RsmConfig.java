// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.segment.BlockTable;
import io.thermocline.segment.CopyVerification;
import io.thermocline.segment.SegmentWriter;
import io.thermocline.store.StoreOption;
import io.thermocline.store.StoreSettings;
import io.thermocline.store.wrap.RateLimit;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** What an operator has set for a RemoteStorageManager, parsed and checked. */
record RsmConfig(
        int brokerId,
        KeyPrefixes prefixes,
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
        CacheConfig caches,
        int circuitBreakerFailures,
        StoreSettings storeSettings,
        Set<String> unknownKeys) {

    /** What to do about a store that fails its check at start. */
    enum StartupCheck {
        WARN,
        FAIL,
        OFF
    }

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

    static final String CIRCUIT_BREAKER_FAILURES = "circuit.breaker.failures";

    private static final int MIB = 1024 * 1024;
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?\\d+");

    /** Returns the definition of all keys: those of every tier, and those of its store. */
    static ConfigDef definition(List<StoreOption> storeOptions) {
        ConfigDef def = new ConfigDef();
        KeyPrefixes.define(def);
        defineName(def);
        defineReading(def);
        CacheConfig.define(def);
        defineCopying(def);
        StoreOptions.define(def, storeOptions);
        return def;
    }

    private static void defineName(ConfigDef def) {
        def.define(
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
        checkNumbers(def, present);
        Map<String, Object> values = def.parse(present);
        return new RsmConfig(
                brokerId(given),
                KeyPrefixes.parse(values),
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
                CacheConfig.parse(given, values),
                (Integer) values.get(CIRCUIT_BREAKER_FAILURES),
                StoreOptions.settings(values, storeOptions),
                unknown(given, def));
    }

    /** Kafka says of a number with a unit only that it is none. */
    private static void checkNumbers(ConfigDef def, Map<String, ?> given) {
        for (ConfigDef.ConfigKey key : def.configKeys().values()) {
            boolean number = key.type == ConfigDef.Type.INT || key.type == ConfigDef.Type.LONG;
            if (number
                    && given.get(key.name) instanceof String text
                    && !WHOLE_NUMBER.matcher(text.trim()).matches()) {
                throw new ConfigException(key.name, text, "it must be a whole number" + unit(key.name));
            }
        }
    }

    private static String unit(String key) {
        if (key.contains("bytes")) {
            return " of bytes, without a unit, such as 16777216";
        }
        return key.endsWith(".ms") ? " of milliseconds, without a unit, such as 30000" : "";
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
