// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreOption;
import io.thermocline.store.StoreProvider;
import io.thermocline.store.StoreSettings;
import java.util.List;

/** How the store named {@code s3} is found and opened. */
public final class S3StoreProvider implements StoreProvider {

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public List<StoreOption> options() {
        return S3Settings.options();
    }

    @Override
    public ObjectStore open(StoreSettings values, StoreContext context) {
        S3Settings settings = S3Settings.checked(values);
        int connections = settings.connections(context.readers(), context.writers());
        return new S3ObjectStore(S3Clients.open(settings, connections), settings, context);
    }
}
