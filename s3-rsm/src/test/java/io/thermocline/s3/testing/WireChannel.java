// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One connection, read through a small buffer. One thread uses it; any thread may close it. */
final class WireChannel implements Closeable {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAX_HEAD_BYTES = 64 * 1024;

    private final SocketChannel socket;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();

    WireChannel(SocketChannel socket) throws IOException {
        this.socket = socket;
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    static WireChannel to(InetSocketAddress address) throws IOException {
        return new WireChannel(SocketChannel.open(address));
    }

    /** Returns the next head, or nothing if the other side has ended the connection between two messages. */
    Optional<WireHead> readHead() throws IOException {
        List<String> lines = new ArrayList<>();
        int bytes = 0;
        while (true) {
            Optional<String> line = readLine();
            if (line.isEmpty()) {
                if (lines.isEmpty()) {
                    return Optional.empty();
                }
                throw new EOFException("the connection ended within a head");
            }
            if (line.get().isEmpty()) {
                return Optional.of(WireHead.of(lines));
            }
            bytes += line.get().length();
            if (bytes > MAX_HEAD_BYTES) {
                throw new ProtocolException("a head has more than " + MAX_HEAD_BYTES + " bytes");
            }
            lines.add(line.get());
        }
    }

    /** Returns the next line without its end, or nothing at the end of the connection. */
    Optional<String> readLine() throws IOException {
        StringBuilder line = new StringBuilder(80);
        while (fill()) {
            int b = buffer.get();
            if (b == '\n') {
                int length = line.length();
                boolean carriageReturn = length > 0 && line.charAt(length - 1) == '\r';
                return Optional.of(carriageReturn ? line.substring(0, length - 1) : line.toString());
            }
            line.append((char) (b & 0xff));
            if (line.length() > MAX_HEAD_BYTES) {
                throw new ProtocolException("a line has more than " + MAX_HEAD_BYTES + " bytes");
            }
        }
        if (line.isEmpty()) {
            return Optional.empty();
        }
        throw new EOFException("the connection ended within a line");
    }

    /**
     * Returns what is next to read, at least one byte and at most {@code limit}, or nothing at the end. The bytes count
     * as read; they are valid until the next read.
     */
    Optional<ByteBuffer> read(long limit) throws IOException {
        if (!fill()) {
            return Optional.empty();
        }
        int n = (int) Math.min(limit, buffer.remaining());
        ByteBuffer bytes = buffer.slice(buffer.position(), n);
        buffer.position(buffer.position() + n);
        return Optional.of(bytes);
    }

    private boolean fill() throws IOException {
        if (!buffer.hasRemaining()) {
            buffer.clear();
            int n = socket.read(buffer);
            buffer.flip();
            return n > 0;
        }
        return true;
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    void write(WireHead head) throws IOException {
        write(ByteBuffer.wrap(head.bytes()));
    }

    void write(String text) throws IOException {
        write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Returns whether the other side still keeps the connection, as far as one can tell without waiting. */
    boolean isUsable() {
        if (!socket.isOpen() || buffer.hasRemaining()) {
            return false;
        }
        try {
            socket.configureBlocking(false);
            try {
                return socket.read(ByteBuffer.allocate(1)) == 0;
            } finally {
                socket.configureBlocking(true);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Says that nothing more comes, and waits until the other side has said the same, so that it reads all it got. */
    void end() throws IOException {
        socket.shutdownOutput();
        while (read(BUFFER_BYTES).isPresent()) {
            // What the other side still sends is of no interest.
        }
        close();
    }

    /** Ends the connection at once by a reset. */
    void reset() throws IOException {
        if (socket.isOpen()) {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            close();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
