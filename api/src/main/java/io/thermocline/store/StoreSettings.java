// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of a store's options, already parsed and within their bounds. A text without a value is absent; everything
 * else has its default.
 */
public final class StoreSettings {

    private final Map<String, Object> values;

    private StoreSettings(Map<String, Object> values) {
        this.values = values;
    }

    /**
     * Takes parsed values: {@code String} for texts, secrets and choices, {@code Long} for whole numbers,
     * {@code Boolean} for flags. A null value counts as absent.
     */
    public static StoreSettings of(Map<String, ?> values) {
        Map<String, Object> present = new HashMap<>(values);
        present.values().removeIf(value -> value == null);
        return new StoreSettings(Map.copyOf(present));
    }

    /** Returns the value of a text or a secret, if there is one. */
    public Optional<String> text(String key) {
        return value(key, String.class);
    }

    /** Returns the value of a required text or of a choice. */
    public String required(String key) {
        return text(key).orElseThrow(() -> new InvalidSettingException(key, null, "it must be set"));
    }

    /** Returns the value of a whole number. */
    public long whole(String key) {
        return value(key, Long.class).orElseThrow(() -> missing(key));
    }

    /** Returns the value of a flag. */
    public boolean flag(String key) {
        return value(key, Boolean.class).orElseThrow(() -> missing(key));
    }

    private <T> Optional<T> value(String key, Class<T> type) {
        return Optional.ofNullable(values.get(key)).map(type::cast);
    }

    private static IllegalStateException missing(String key) {
        return new IllegalStateException("the setting " + key + " was not parsed with the store's options");
    }

    /** Names the settings without their values: some of them are secret. */
    @Override
    public String toString() {
        return "StoreSettings" + values.keySet();
    }
}
