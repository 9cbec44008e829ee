// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.segment.SegmentKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;

/**
 * What an operator has set to be before the keys of objects.
 *
 * @param present of new objects
 * @param previous of objects that are still read and deleted
 */
record KeyPrefixes(String present, List<String> previous) {

    private static final String PRESENT = "key.prefix";
    private static final String PREVIOUS = "key.prefix.previous";
    private static final String EMPTY = "/";

    /** Adds the keys to a definition. */
    static void define(ConfigDef def) {
        def.define(
                        PRESENT,
                        ConfigDef.Type.STRING,
                        "",
                        KeyPrefixes::check,
                        Importance.HIGH,
                        "Prepended, as it is, to the key of every object. Ends with '/' where it is meant as a folder. After a"
                                + " change, put the former value into key.prefix.previous.")
                .define(
                        PREVIOUS,
                        ConfigDef.Type.STRING,
                        "",
                        (key, value) -> list((String) value).forEach(prefix -> check(key, prefix)),
                        Importance.MEDIUM,
                        "Earlier values of key.prefix, separated by commas, from which segments are still read and deleted."
                                + " A single '/' stands for the empty prefix.");
    }

    static KeyPrefixes parse(Map<String, Object> values) {
        return new KeyPrefixes((String) values.get(PRESENT), list((String) values.get(PREVIOUS)));
    }

    private static List<String> list(String value) {
        List<String> prefixes = new ArrayList<>();
        for (String prefix : value.split(",", -1)) {
            String trimmed = prefix.trim();
            if (!trimmed.isEmpty()) {
                prefixes.add(trimmed.equals(EMPTY) ? "" : trimmed);
            }
        }
        return prefixes;
    }

    private static void check(String key, Object value) {
        if (((String) value).contains(",")) {
            throw new ConfigException(
                    key, value, "a prefix with a comma could never be listed in " + PREVIOUS + "; leave it out");
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
}
