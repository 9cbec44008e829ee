// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.ObjectStore;
import io.thermocline.store.testing.ObjectStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The filesystem keeps the contract, also between two stores that share a directory. */
class FileObjectStoreContractTest extends ObjectStoreContract {

    @TempDir
    private Path directory;

    @Override
    protected ObjectStore newStore() {
        return FileObjectStore.open(directory.resolve("tier"), true, "broker-1");
    }

    @Override
    protected ObjectStore newSecondHandle(ObjectStore store) {
        return FileObjectStore.open(directory.resolve("tier"), false, "broker-2");
    }
}
