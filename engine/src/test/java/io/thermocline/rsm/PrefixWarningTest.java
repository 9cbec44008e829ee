// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.rsm.testing.MemoryStoreProvider;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrefixWarningTest {

    @Test
    void aPrefixThatIsNoFolderSaysWhatKeysLookLike() {
        assertThat(logOfStartingWith("nofolder"))
                .contains("WARN", "'nofolder'", "'nofoldersegments/'", "write 'nofolder/'", "key.prefix.previous");
        assertThat(logOfStartingWith("folder/of/its/own/")).doesNotContain("key.prefix is 'folder/of/its/own/'");
    }

    private static String logOfStartingWith(String prefix) {
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try (ObjectStorageManager manager = new ObjectStorageManager(new MemoryStoreProvider()) {}) {
            manager.configure(Map.of("key.prefix", prefix));
        } finally {
            System.setErr(before);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
