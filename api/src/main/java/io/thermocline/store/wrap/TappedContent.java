// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import io.thermocline.store.ObjectContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** A content that tells a {@link Tap} how it is being read, in however many readings. */
public final class TappedContent implements ObjectContent {

    /** Watches, slows or stops the reading of a content; may be called by several threads at once. */
    @FunctionalInterface
    public interface Tap {

        /** Returns how many of the {@code wanted} bytes may be read next, at least one. */
        default int admit(int wanted) throws IOException {
            return wanted;
        }

        /** Says that {@code bytes} were read, and returns before whoever reads gets them. */
        void passed(int bytes) throws IOException;
    }

    private final ObjectContent content;
    private final Tap tap;

    public TappedContent(ObjectContent content, Tap tap) {
        this.content = Objects.requireNonNull(content, "content");
        this.tap = Objects.requireNonNull(tap, "tap");
    }

    @Override
    public OptionalLong length() {
        return content.length();
    }

    @Override
    public Map<String, String> userMetadata() {
        return content.userMetadata();
    }

    @Override
    public ReadableByteChannel open(long position) throws IOException {
        return new TappedChannel(content.open(position), tap);
    }

    private record TappedChannel(ReadableByteChannel channel, Tap tap) implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (!target.hasRemaining()) {
                return channel.read(target);
            }
            int limit = target.limit();
            target.limit(target.position() + Math.min(target.remaining(), tap.admit(target.remaining())));
            int n;
            try {
                n = channel.read(target);
            } finally {
                target.limit(limit);
            }
            if (n > 0) {
                tap.passed(n);
            }
            return n;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
