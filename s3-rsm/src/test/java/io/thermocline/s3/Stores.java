// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreOption;
import io.thermocline.store.StoreSettings;
import io.thermocline.store.wrap.WaitingClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Opens stores with settings as an operator writes them. */
final class Stores {

    private Stores() {}

    static S3ObjectStore open(Map<String, String> settings) {
        return open(settings, new StoreContext("broker-1"));
    }

    static S3ObjectStore open(Map<String, String> settings, StoreContext context) {
        return open(settings, context, WaitingClock.system());
    }

    static S3ObjectStore open(Map<String, String> settings, StoreContext context, WaitingClock clock) {
        return open(settings, context, clock, Duration.ofMinutes(10));
    }

    static S3ObjectStore open(
            Map<String, String> settings, StoreContext context, WaitingClock clock, Duration longestAttempt) {
        S3Settings parsed = parse(settings);
        int connections = parsed.connections(context.readers(), context.writers());
        return new S3ObjectStore(S3Clients.open(parsed, connections), parsed, context, clock, longestAttempt);
    }

    static S3Settings parse(Map<String, String> given) {
        Map<String, Object> values = new HashMap<>();
        for (StoreOption option : S3Settings.options()) {
            values.put(option.key(), value(option, given.get(option.key())));
        }
        return new S3Settings(StoreSettings.of(values));
    }

    private static Object value(StoreOption option, String given) {
        if (option instanceof StoreOption.Whole whole) {
            return given == null ? (Long) whole.defaultValue() : Long.valueOf(given);
        }
        if (option instanceof StoreOption.Flag flag) {
            return given == null ? (Boolean) flag.defaultValue() : Boolean.valueOf(given);
        }
        return given == null && option instanceof StoreOption.Choice choice ? choice.defaultValue() : given;
    }
}
