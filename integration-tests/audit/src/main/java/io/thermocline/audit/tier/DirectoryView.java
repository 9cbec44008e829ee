// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The directory of a filesystem tier. */
public final class DirectoryView implements TierView {

    private final Path root;

    public DirectoryView(Path root) {
        this.root = root;
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<PendingUpload> uploads(String prefix) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<byte[]> read(String key, long offset, int length) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public String place() {
        return root.toString();
    }

    @Override
    public void close() {}
}
