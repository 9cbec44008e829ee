// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The bytes of an object to be put, which can be read again, from any position, as often as a store needs: a retry reads
 * them from their source once more, so that no store holds a copy.
 *
 * <p>Every reading gives the same bytes. A content that finds out that its source has changed throws an
 * {@code IOException} rather than hand out other bytes than before. Several readings may be open at once, in different
 * threads.
 */
public interface ObjectContent {

    /** Returns how many bytes there are, or empty if that is known only after reading them all. */
    OptionalLong length();

    /**
     * Opens a reading that begins at {@code position}. The caller closes it. A reading opened at the end, or past it, is
     * at its end at once.
     */
    ReadableByteChannel open(long position) throws IOException;

    /**
     * Returns a few small name-value pairs for people who look at the object with other tools. Names are lower-case
     * ASCII with hyphens, values printable ASCII. A store that has no place for them drops them, so nothing may depend
     * on them.
     */
    default Map<String, String> userMetadata() {
        return Map.of();
    }

    /** Returns the remaining bytes of {@code bytes} as a content. The buffer is neither changed nor copied. */
    static ObjectContent of(ByteBuffer bytes) {
        return new BufferContent(bytes.slice());
    }

    /** Returns the bytes as a content, without copying them. */
    static ObjectContent of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }
}
