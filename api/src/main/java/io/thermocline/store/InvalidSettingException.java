// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

/** A setting that cannot be right: names the key, the value, and what would be right. */
public final class InvalidSettingException extends IllegalArgumentException {

    private final String key;
    private final transient Object value;
    private final String remedy;

    public InvalidSettingException(String key, Object value, String remedy) {
        super("Invalid value " + value + " for configuration " + key + ": " + remedy);
        this.key = key;
        this.value = value;
        this.remedy = remedy;
    }

    public String key() {
        return key;
    }

    public Object value() {
        return value;
    }

    public String remedy() {
        return remedy;
    }
}
