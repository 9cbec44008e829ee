// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import io.thermocline.s3.testing.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An S3 server for measurements, on the loopback address. It does what storing, reading, listing and deleting objects
 * need and no more: any bucket is there, any signature and any checksum is taken for right. A connection is served by a
 * thread of its own; objects are files without names in a directory that should be in memory, and an object's bytes go
 * from there to the socket without a copy.
 */
public final class PacedS3 implements AutoCloseable {

    private static final int BACKLOG = 256;
    /** What a client has not read yet is mostly still with the server, where it is not counted as sent. */
    private static final int SOCKET_BUFFER_BYTES = 256 * 1024;

    private final ServerSocketChannel listener;
    private final StoredObjects objects;
    private final Traffic.Counter traffic = new Traffic.Counter();
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private volatile Pace pace = Pace.UNLIMITED;

    private PacedS3(Path directory) throws IOException {
        objects = new StoredObjects(directory);
        listener = ServerSocketChannel.open();
        listener.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        start(this::accept, "paced-s3");
    }

    /**
     * Starts a server at any free port.
     *
     * @param directory where objects are
     */
    public static PacedS3 in(Path directory) throws IOException {
        return new PacedS3(directory);
    }

    /** Returns the best directory for objects on this machine: one in memory, or where temporary files are. */
    public static Path memory() {
        Path shared = Path.of("/dev/shm");
        return Files.isWritable(shared) ? shared : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Returns where it is. */
    public S3Server server() {
        try {
            int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
            return new S3Server(
                    "the benchmarks' own server",
                    URI.create("http://127.0.0.1:" + port),
                    "us-east-1",
                    "any",
                    "any",
                    true,
                    "when_supported",
                    Set.of());
        } catch (IOException e) {
            throw new IllegalStateException("the server is closed", e);
        }
    }

    /** Sets the pace of all requests from now on. */
    public void pace(Pace next) {
        pace = next;
    }

    /** Returns what has passed since this was last asked. */
    public Traffic takeTraffic() {
        return traffic.take();
    }

    /** Returns when nothing goes on in the background. */
    public void settle() {
        objects.settle();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = listener.accept();
                connection.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
                connections.add(connection);
                Connection serving = new Connection(new Wire(connection), objects, traffic, () -> pace);
                start(
                        () -> {
                            serving.run();
                            connections.remove(connection);
                        },
                        "paced-s3-connection");
            }
        } catch (IOException e) {
            // The server was closed.
        }
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all connections and forgets all objects. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel connection : connections) {
            connection.close();
        }
        objects.close();
    }
}
