// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.ObjectStore;
import io.thermocline.store.testing.Mount;
import io.thermocline.store.testing.ObjectStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A filesystem without extended attributes keeps the contract, too; versions are digests there. */
class FileObjectStoreContractWithoutAttributesTest extends ObjectStoreContract {

    @TempDir
    private static Path mountPoint;

    private static Mount mount;
    private static int stores;

    @BeforeAll
    static void mount() throws Exception {
        mount = Mount.of("ramfs", "mode=700", mountPoint);
    }

    @AfterAll
    static void unmount() throws Exception {
        if (mount != null) {
            mount.close();
        }
    }

    @Override
    protected ObjectStore newStore() {
        return FileObjectStore.open(mountPoint.resolve("tier-" + ++stores), true, "broker-1");
    }

    @Override
    protected ObjectStore newSecondHandle(ObjectStore store) {
        return FileObjectStore.open(mountPoint.resolve("tier-" + stores), false, "broker-2");
    }
}
