// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.local.LocalTieredStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class DirectoryTierAuditTest extends TierAuditContract {

    @Override
    PluginTier open(Path directory) {
        Path root = directory.resolve("tier");
        return new PluginTier(directory, new LocalTieredStorage(), Map.of("local.path", root.toString())) {
            @Override
            TierView view() {
                return new DirectoryView(root);
            }

            @Override
            void put(String key, byte[] bytes) {
                try {
                    Files.createDirectories(root.resolve(key).getParent());
                    Files.write(root.resolve(key), bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            void remove(String key) {
                try {
                    Files.delete(root.resolve(key));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            String breakOffCopy(String key) {
                String temporary = ".thermocline/tmp/broker-1.a1-b2.c3.1";
                put(temporary, new byte[100]);
                return temporary;
            }
        };
    }
}
