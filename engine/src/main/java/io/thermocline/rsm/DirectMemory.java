// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** How much memory outside the heap this JVM allows, and what of it the block cache may have. */
final class DirectMemory {

    private static final long MIB = 1024 * 1024;
    private static final long LEAST_CACHE = 16 * MIB;
    /** What the broker's network threads and copies take, about. */
    private static final long OTHERS = 64 * MIB;

    /** Accepts 0, and what is worth it. */
    static final ConfigDef.Validator VALIDATOR = ConfigDef.LambdaValidator.with(
            (key, value) -> checkWorth(key, (Long) value), () -> "0, or at least " + LEAST_CACHE);

    private DirectMemory() {}

    private static void checkWorth(String key, long bytes) {
        if (bytes != 0 && bytes < LEAST_CACHE) {
            throw new ConfigException(key, bytes, "a cache needs at least " + LEAST_CACHE + " bytes; 0 for none");
        }
    }

    /** Refuses what an operator has set if this JVM will not give it. */
    static long checked(String key, long bytes) {
        return checked(key, bytes, limit());
    }

    static long checked(String key, long bytes, long limit) {
        if (bytes > limit - OTHERS) {
            throw new ConfigException(
                    key,
                    bytes,
                    "this JVM allows only %d bytes of direct memory in all, of which others need some %d; start it with -XX:MaxDirectMemorySize=%dm or more"
                                    .formatted(limit, OTHERS, bytes / MIB + 256)
                            + ", or lower the value");
        }
        return bytes;
    }

    /** Returns a default, or as much of it as leaves room for others; 0 if that would be too little. */
    static long fitting(long value) {
        return fitting(value, limit());
    }

    static long fitting(long value, long limit) {
        if (value <= limit / 2) {
            return value;
        }
        long quarter = limit / 4;
        return quarter < LEAST_CACHE ? 0 : quarter;
    }

    private static long limit() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long set = jvm == null
                ? 0
                : Long.parseLong(jvm.getVMOption("MaxDirectMemorySize").getValue());
        return set > 0 ? set : Runtime.getRuntime().maxMemory();
    }
}
