// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes that come in, a few at a time. */
interface Source {

    /**
     * Returns what comes next, at least one byte unless this is the end, and at most {@code limit}. It is valid until the
     * next call.
     */
    ByteBuffer take(long limit) throws IOException;

    /** Returns the next line without its end. */
    default String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        while (true) {
            ByteBuffer next = take(1);
            if (!next.hasRemaining()) {
                throw new EOFException("the connection ended within a line");
            }
            char c = (char) (next.get() & 0xff);
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append(c);
            }
        }
    }

    /** Returns all that is left, which must be a little only. */
    default String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (ByteBuffer next = take(4096); next.hasRemaining(); next = take(4096)) {
            text.append(StandardCharsets.UTF_8.decode(next));
        }
        return text.toString();
    }

    /** The next so many bytes of another source. */
    final class Known implements Source {
        private final Source from;
        private long left;

        Known(Source from, long length) {
            this.from = from;
            this.left = length;
        }

        @Override
        public ByteBuffer take(long limit) throws IOException {
            if (left == 0) {
                return ByteBuffer.allocate(0);
            }
            ByteBuffer next = from.take(Math.min(limit, left));
            if (!next.hasRemaining()) {
                throw new EOFException("the connection ended " + left + " bytes before the body did");
            }
            left -= next.remaining();
            return next;
        }
    }

    /**
     * What is in the chunks of another source: of HTTP's chunked bodies and of S3's, whose signatures are passed over.
     * The end, with its trailers, is read away.
     */
    final class Chunked implements Source {
        private final Source from;
        private long left;
        private boolean within;
        private boolean ended;

        Chunked(Source from) {
            this.from = from;
        }

        @Override
        public ByteBuffer take(long limit) throws IOException {
            if (left == 0 && !ended) {
                next();
            }
            if (ended) {
                return ByteBuffer.allocate(0);
            }
            ByteBuffer next = from.take(Math.min(limit, left));
            if (!next.hasRemaining()) {
                throw new EOFException("the connection ended within a chunk");
            }
            left -= next.remaining();
            return next;
        }

        private void next() throws IOException {
            if (within) {
                // Not when the chunk's last bytes are taken: reading on would overwrite them.
                from.line();
            }
            within = true;
            String size = from.line();
            int extension = size.indexOf(';');
            left = Long.parseLong((extension < 0 ? size : size.substring(0, extension)).trim(), 16);
            if (left == 0) {
                ended = true;
                while (!from.line().isEmpty()) {
                    // Trailers are of no interest.
                }
            }
        }
    }
}
