// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.InvalidSettingException;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreOption;
import io.thermocline.store.StoreProvider;
import io.thermocline.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreProviderTest {

    private static final StoreContext BROKER = new StoreContext("broker-1");

    @TempDir
    private Path directory;

    private final StoreProvider provider = ServiceLoader.load(StoreProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.name().equals("local"))
            .findFirst()
            .orElseThrow();

    private static StoreSettings settings(String path, boolean create) {
        return StoreSettings.of(Map.of("local.path", path, "local.path.create", create));
    }

    @Test
    void isFoundByItsNameAndCreatesTheRootThatIsMissing() {
        Path root = directory.resolve("deep/er");

        ObjectStore store = provider.open(settings(root.toString(), true), BROKER);
        store.close();

        assertThat(root).isDirectory();
        assertThat(provider.options()).extracting(StoreOption::key).containsExactly("local.path", "local.path.create");
    }

    @Test
    void doesNotCreateTheRootWhereThatIsNotWanted() {
        Path root = directory.resolve("mount");

        ObjectStore store = provider.open(settings(root.toString(), false), BROKER);
        store.close();

        assertThat(root).doesNotExist();
    }

    @Test
    void refusesAPathThatIsAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> provider.open(settings(file.toString(), true), BROKER))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll("local.path", file.toString(), "directory");
    }

    @Test
    void refusesAPathBelowAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Path below = file.resolve("deep/er");

        assertThatThrownBy(() -> provider.open(settings(below.toString(), true), BROKER))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll("local.path", below.toString(), file + " is a file");
    }

    @Test
    void refusesAPathThatIsNotAbsolute() {
        assertThatThrownBy(() -> provider.open(settings("tier", true), BROKER))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("absolute");
    }
}
