// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Contents;
import io.thermocline.store.testing.Mount;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filesystems that are full, or not for writing. */
class SmallFilesystemTest {

    private static final Deadline NEVER = Deadline.never();
    private static final ObjectKey SMALL = new ObjectKey("small");
    private static final ObjectKey LARGE = new ObjectKey("dir/large");

    @TempDir
    private Path mountPoint;

    @Test
    void aFullDiskSaysHowMuchWasNeededAndWhereAndLeavesNothing() throws Exception {
        try (Mount mount = Mount.of("tmpfs", "size=1m", mountPoint);
                FileObjectStore store = FileObjectStore.open(mountPoint, false, "broker-1")) {
            assertThat(mount).isNotNull();
            store.put(SMALL, Contents.text("text"), PutMode.createOnly());

            assertThatThrownBy(() -> store.put(LARGE, ObjectContent.of(new byte[3_000_000]), PutMode.createOnly()))
                    .isInstanceOf(StoreException.Failed.class)
                    .hasMessageContainingAll("dir/large", "3000000 bytes", "full", mountPoint.toString(), "retention");

            assertThat(store.list("", Optional.empty(), 10, NEVER).objects()).hasSize(1);
            store.put(new ObjectKey("fits"), ObjectContent.of(new byte[600_000]), PutMode.createOnly());
        }
    }

    @Test
    void aReadOnlyFilesystemIsReadAndDeniesWriting() throws Exception {
        try (Mount mount = Mount.of("tmpfs", "size=1m", mountPoint)) {
            try (FileObjectStore store = FileObjectStore.open(mountPoint, false, "broker-1")) {
                store.put(SMALL, Contents.text("text"), PutMode.createOnly());
            }
            mount.remount("ro");

            try (FileObjectStore store = FileObjectStore.open(mountPoint, false, "broker-1")) {
                ByteBuffer target = ByteBuffer.allocate(4);
                store.read(SMALL, 0, NEVER, target);

                assertThat(target.array()).asString().isEqualTo("text");
                assertThat(store.stat(SMALL, NEVER).length()).isEqualTo(4);
                assertThatThrownBy(() -> store.put(LARGE, Contents.text("text"), PutMode.overwrite()))
                        .isInstanceOf(StoreException.Denied.class)
                        .hasMessageContaining("Read-only");
                assertThatThrownBy(() -> store.delete(List.of(SMALL), NEVER)).isInstanceOf(StoreException.Denied.class);
                assertThatThrownBy(() -> store.check(NEVER)).isInstanceOf(StoreException.Denied.class);
            }
        }
    }
}
