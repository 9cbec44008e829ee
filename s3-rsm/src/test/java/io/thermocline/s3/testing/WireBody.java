// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How far the body of a message reaches. It is passed on as it comes, chunk sizes and trailers included. */
sealed interface WireBody {

    /** Where a body goes. */
    @FunctionalInterface
    interface Sink {
        void write(ByteBuffer bytes) throws IOException;
    }

    /** A body of a known length, perhaps none. */
    record Known(long length) implements WireBody {}

    /** A body that says itself where it ends. */
    record Chunked() implements WireBody {}

    /** A body that ends with the connection. */
    record UntilClose() implements WireBody {}

    static WireBody ofRequest(WireHead head) {
        return isChunked(head) ? new Chunked() : new Known(head.contentLength().orElse(0));
    }

    static WireBody ofAnswer(String method, WireHead head) {
        int status = head.status();
        if (method.equals("HEAD") || status == 204 || status == 304 || status < 200) {
            return new Known(0);
        }
        if (isChunked(head)) {
            return new Chunked();
        }
        return head.contentLength().isPresent() ? new Known(head.contentLength().getAsLong()) : new UntilClose();
    }

    private static boolean isChunked(WireHead head) {
        return head.has("Transfer-Encoding", "chunked");
    }

    /** Takes the body from {@code from} and passes it on. */
    default void copy(WireChannel from, Sink to) throws IOException {
        copy(from, to, to);
    }

    /** Takes the body from {@code from} and passes on what it holds, and apart from that the framing of its chunks. */
    default void copy(WireChannel from, Sink content, Sink framing) throws IOException {
        if (this instanceof Known known) {
            copy(from, known.length, content);
        } else if (this instanceof Chunked) {
            copyChunks(from, content, framing);
        } else {
            Optional<ByteBuffer> bytes = from.read(Long.MAX_VALUE);
            while (bytes.isPresent()) {
                content.write(bytes.get());
                bytes = from.read(Long.MAX_VALUE);
            }
        }
    }

    private static void copy(WireChannel from, long length, Sink to) throws IOException {
        long left = length;
        while (left > 0) {
            ByteBuffer bytes = from.read(left)
                    .orElseThrow(
                            () -> new EOFException("the connection ended before the body of " + length + " bytes did"));
            left -= bytes.remaining();
            to.write(bytes);
        }
    }

    private static void copyChunks(WireChannel from, Sink content, Sink framing) throws IOException {
        long size;
        do {
            String line = copyLine(from, framing);
            size = chunkSize(line);
            if (size > 0) {
                copy(from, size, content);
                copyLine(from, framing);
            }
        } while (size > 0);
        while (!copyLine(from, framing).isEmpty()) {
            // Trailers go the same way.
        }
    }

    private static long chunkSize(String line) throws ProtocolException {
        int extension = line.indexOf(';');
        try {
            return Long.parseLong((extension < 0 ? line : line.substring(0, extension)).trim(), 16);
        } catch (NumberFormatException e) {
            throw new ProtocolException("not the size of a chunk: " + line);
        }
    }

    private static String copyLine(WireChannel from, Sink to) throws IOException {
        String line = from.readLine().orElseThrow(() -> new EOFException("the connection ended within a chunked body"));
        to.write(ByteBuffer.wrap((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1)));
        return line;
    }
}
