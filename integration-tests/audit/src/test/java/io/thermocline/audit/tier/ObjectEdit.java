// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/** Rewrites the manifest of an object so that all checksums are right again: a lie that only the metadata give away. */
final class ObjectEdit {

    private static final int TRAILER_BYTES = 48;

    private ObjectEdit() {}

    static byte[] manifest(byte[] object, UnaryOperator<String> edit) {
        int trailerAt = object.length - TRAILER_BYTES;
        ByteBuffer trailer = ByteBuffer.wrap(Arrays.copyOfRange(object, trailerAt, object.length));
        int manifestAt = trailerAt - trailer.getInt(24);
        String manifest = new String(object, manifestAt, trailer.getInt(24), StandardCharsets.UTF_8);
        String edited = edit.apply(manifest);
        if (edited.equals(manifest)) {
            throw new IllegalArgumentException("the edit changes nothing in " + manifest);
        }
        byte[] bytes = edited.getBytes(StandardCharsets.UTF_8);
        trailer.putInt(24, bytes.length);
        trailer.putInt(28, crc(bytes, bytes.length));
        trailer.putInt(36, crc(trailer.array(), 36));
        return ByteBuffer.allocate(manifestAt + bytes.length + TRAILER_BYTES)
                .put(object, 0, manifestAt)
                .put(bytes)
                .put(trailer.array())
                .array();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
