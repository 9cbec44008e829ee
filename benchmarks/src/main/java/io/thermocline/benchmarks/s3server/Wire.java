// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A client's connection. What comes in is read through a buffer; what goes out of a file never enters this process. */
final class Wire implements Source, Closeable {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final SocketChannel socket;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
    private Flow incoming = new Flow(Long.MAX_VALUE);

    Wire(SocketChannel socket) throws IOException {
        this.socket = socket;
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Lets what comes in from now on come at this rate. */
    void limit(long bytesPerSecond) {
        incoming = new Flow(bytesPerSecond);
    }

    @Override
    public ByteBuffer take(long limit) throws IOException {
        if (!buffer.hasRemaining()) {
            buffer.clear().limit((int) incoming.await(buffer.capacity()));
            int n = socket.read(buffer);
            buffer.flip();
            if (n <= 0) {
                return ByteBuffer.allocate(0);
            }
            incoming.passed(n);
        }
        int n = (int) Math.min(limit, buffer.remaining());
        ByteBuffer next = buffer.slice(buffer.position(), n);
        buffer.position(buffer.position() + n);
        return next;
    }

    /** Waits until what came in has had its time. */
    void endOfRequest() {
        incoming.end();
    }

    /** Returns the first line of the next request, unless the client has ended the connection. */
    Optional<String> firstLine() throws IOException {
        ByteBuffer first = take(1);
        return first.hasRemaining() ? Optional.of((char) first.get() + line()) : Optional.empty();
    }

    void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    /** Sends bytes of a file at a rate; {@code sent} is told of them as they go. */
    void send(FileChannel file, long from, long length, Flow flow, Traffic.Counter sent) throws IOException {
        long at = from;
        long end = from + length;
        while (at < end) {
            long n = file.transferTo(at, flow.await(end - at), socket);
            flow.passed(n);
            sent.down(n);
            at += n;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
