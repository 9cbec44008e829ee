// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Something that an audit found.
 *
 * @param key the object, the partition or the file that it is about
 * @param numbers what was counted, by name, in the order in which it is told
 * @param sentence what is the matter, for an operator: complete without the other fields
 */
public record Finding(FindingKind kind, String key, Map<String, Long> numbers, String sentence) {

    public Finding {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(sentence, "sentence");
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }

    /** Returns a finding without numbers. */
    public static Finding of(FindingKind kind, String key, String sentence) {
        return new Finding(kind, key, Map.of(), sentence);
    }

    /** Returns this finding with one more number. */
    public Finding with(String name, long number) {
        Map<String, Long> more = new LinkedHashMap<>(numbers);
        more.put(name, number);
        return new Finding(kind, key, more, sentence);
    }

    @Override
    public String toString() {
        return kind + " " + key + ": " + sentence;
    }
}
