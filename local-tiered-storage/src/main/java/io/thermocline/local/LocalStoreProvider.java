// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.InvalidSettingException;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreOption;
import io.thermocline.store.StoreProvider;
import io.thermocline.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens object stores that are directories of files. */
public final class LocalStoreProvider implements StoreProvider {

    private static final String PATH = "local.path";
    private static final String CREATE = "local.path.create";

    @Override
    public String name() {
        return "local";
    }

    @Override
    public List<StoreOption> options() {
        return List.of(
                new StoreOption.Text(
                        PATH,
                        Optional.empty(),
                        true,
                        "Root directory of the filesystem tier, as an absolute path. On a mount, choose a directory "
                                + "below the mount point, so that it is missing when the mount is."),
                new StoreOption.Flag(
                        CREATE,
                        true,
                        "Whether the root directory is created at start if it is missing. Set it to false for a mount: "
                                + "then a missing mount is an error instead of filling the disk below it."));
    }

    @Override
    public ObjectStore open(StoreSettings settings, StoreContext context) {
        Path path = parse(settings.required(PATH));
        return FileObjectStore.open(path, settings.flag(CREATE), context.owner());
    }

    private static Path parse(String text) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidSettingException(PATH, text, "it must be a path: " + e.getReason());
        }
        if (!path.isAbsolute()) {
            throw new InvalidSettingException(PATH, text, "it must be an absolute path");
        }
        Path there = path;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (Files.exists(there) && !Files.isDirectory(there)) {
            throw new InvalidSettingException(PATH, text, "it must be a directory, but " + there + " is a file");
        }
        return path;
    }
}
