// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is wrong with an object, after which the rest of it cannot be judged. The message continues "the object KEY". */
final class Flaw extends Exception {

    private final FindingKind kind;
    private final Map<String, Long> numbers = new LinkedHashMap<>();

    Flaw(FindingKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Flaw with(String name, long number) {
        numbers.put(name, number);
        return this;
    }

    Finding of(String key) {
        return new Finding(kind, key, numbers, "the object " + key + " " + getMessage());
    }
}
