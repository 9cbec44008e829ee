// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.ObjectVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * The versions of objects: a random token in an extended attribute of the file, given before the file is published.
 * Where there are no extended attributes, or a file came without (copied by other tools, say), the version is the
 * digest of the file's bytes: as good for telling two states apart, but the object must be read to know it.
 */
final class Versions {

    private static final String ATTRIBUTE = "thermocline.version";
    private static final int TOKEN_ROOM = 64;

    private Versions() {}

    /** Gives a file that nobody sees yet a version, or returns empty if its version will be its digest. */
    static Optional<ObjectVersion> stamp(Path file) {
        String token = "t" + UUID.randomUUID().toString().replace("-", "");
        try {
            view(file).write(ATTRIBUTE, StandardCharsets.US_ASCII.encode(token));
            return Optional.of(new ObjectVersion(token));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** Returns the version of a file that is there. */
    static ObjectVersion of(Path file) throws IOException {
        Optional<ObjectVersion> stamped = stampOf(file);
        return stamped.isPresent() ? stamped.get() : digestOf(file);
    }

    private static Optional<ObjectVersion> stampOf(Path file) throws IOException {
        ByteBuffer token = ByteBuffer.allocate(TOKEN_ROOM);
        try {
            view(file).read(ATTRIBUTE, token);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
        String text = StandardCharsets.US_ASCII.decode(token.flip()).toString();
        return text.isEmpty() ? Optional.empty() : Optional.of(new ObjectVersion(text));
    }

    private static UserDefinedFileAttributeView view(Path file) {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new UnsupportedOperationException("no extended attributes");
        }
        return view;
    }

    private static ObjectVersion digestOf(Path file) throws IOException {
        MessageDigest digest = newDigest();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            while (channel.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
        }
        return ofDigest(digest);
    }

    /** Returns a digest that has seen nothing yet. */
    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the version of an unstamped file whose bytes {@code digest} has seen. */
    static ObjectVersion ofDigest(MessageDigest digest) {
        return new ObjectVersion("d" + HexFormat.of().formatHex(digest.digest()));
    }
}
