// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.store.StoreOption;
import io.thermocline.store.StoreSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.types.Password;

/** A store's options in the words of Kafka's {@link ConfigDef}. */
public final class StoreOptions {

    private StoreOptions() {}

    /** Adds the options to a definition. */
    public static void define(ConfigDef def, List<StoreOption> options) {
        options.forEach(option -> define(def, option));
    }

    private static void define(ConfigDef def, StoreOption option) {
        String key = option.key();
        String doc = option.documentation();
        if (option instanceof StoreOption.Text text) {
            Object absent = text.required() ? ConfigDef.NO_DEFAULT_VALUE : null;
            def.define(
                    key,
                    ConfigDef.Type.STRING,
                    text.defaultValue().<Object>map(value -> value).orElse(absent),
                    text.required() ? new NonEmptyString() : null,
                    text.required() ? Importance.HIGH : Importance.MEDIUM,
                    doc);
        } else if (option instanceof StoreOption.Secret) {
            def.define(key, ConfigDef.Type.PASSWORD, null, Importance.MEDIUM, doc);
        } else if (option instanceof StoreOption.Whole whole) {
            Range range = Range.between(whole.min(), whole.max());
            def.define(key, ConfigDef.Type.LONG, whole.defaultValue(), range, Importance.MEDIUM, doc);
        } else if (option instanceof StoreOption.Flag flag) {
            def.define(key, ConfigDef.Type.BOOLEAN, flag.defaultValue(), Importance.MEDIUM, doc);
        } else if (option instanceof StoreOption.Choice choice) {
            ValidString valid = ValidString.in(choice.choices().toArray(String[]::new));
            def.define(key, ConfigDef.Type.STRING, choice.defaultValue(), valid, Importance.MEDIUM, doc);
        }
    }

    /** Picks the options' values out of what the definition has parsed. */
    public static StoreSettings settings(Map<String, Object> parsed, List<StoreOption> options) {
        Map<String, Object> values = new HashMap<>();
        for (StoreOption option : options) {
            Object value = parsed.get(option.key());
            values.put(option.key(), value instanceof Password secret ? secret.value() : value);
        }
        return StoreSettings.of(values);
    }
}
