// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A wire between S3's clients and a server: it counts what passes and does wrong by script, {@code
 * wire.nth(2, S3RequestKind.PART).losesAnswer()}. Requests are counted from when a fault was scripted; a fault of the
 * n-th request that has happened is over, the others last until {@link #heal}. Of several faults that would strike one
 * request the one that was scripted first does, and all have counted it.
 *
 * <p>The wire speaks plain HTTP/1.1 in path style. It is the endpoint that clients see and sign for, and passes their Host
 * header on unchanged, so that the server checks the signature that the client made. Each client's connection has a thread
 * and a connection to the server of its own; beyond {@value #MAX_CONNECTIONS} connections new ones are reset.
 */
public final class S3Wire implements Closeable {

    private static final int MAX_CONNECTIONS = 256;

    private final S3Server server;
    private final InetSocketAddress serverAddress;
    private final InetSocketAddress address;
    private final WireSigner signer;
    private final WireScript script = new WireScript();
    private final WireCounts counts = new WireCounts();
    private volatile Duration latency = Duration.ZERO;
    private volatile long bytesPerSecond = Long.MAX_VALUE;

    private final Map<SocketChannel, Thread> connections = new HashMap<>();
    private Optional<ServerSocketChannel> listener = Optional.empty();
    private Optional<Thread> acceptor = Optional.empty();

    private S3Wire(S3Server server) {
        URI endpoint = server.endpoint();
        if (!"http".equals(endpoint.getScheme()) || !server.pathStyle()) {
            throw new IllegalArgumentException("a wire speaks plain http in path style, unlike " + server);
        }
        this.server = server;
        this.serverAddress =
                new InetSocketAddress(endpoint.getHost(), endpoint.getPort() < 0 ? 80 : endpoint.getPort());
        this.signer = new WireSigner(server.secretKey());
        this.address = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Lays a wire to {@code server}, on a free port of this machine's loopback address. */
    public static S3Wire to(S3Server server) {
        return new S3Wire(server);
    }

    /** Returns where clients connect to. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    /** Returns the server as it is at the end of this wire. */
    public S3Server server() {
        return server.at(endpoint());
    }

    /** Scripts a fault of the next such request. */
    public WireFault next(Predicate<WireRequest> which) {
        return nth(1, which);
    }

    /** Scripts a fault of the n-th such request from now, counted from one. */
    public WireFault nth(int n, Predicate<WireRequest> which) {
        return script.nth(n, which);
    }

    /** Scripts a fault of the n-th request from now, whatever it is. */
    public WireFault nth(int n) {
        return script.nth(n, request -> true);
    }

    /** Scripts a fault of every such request from now on. */
    public WireFault every(Predicate<WireRequest> which) {
        return script.every(which);
    }

    /** Scripts a fault of every request from now on. */
    public WireFault every() {
        return script.every(request -> true);
    }

    /** Scripts a fault that strikes each such request from now on with a chance of one in {@code k}. */
    public WireFault oneIn(int k, Random random, Predicate<WireRequest> which) {
        return script.oneIn(k, random, which);
    }

    /** Forgets what is scripted and has not happened yet. What is held stays held. */
    public void heal() {
        script.clear();
    }

    /** Lets each answer begin that much later. */
    public void latency(Duration latency) {
        this.latency = latency;
    }

    /** Limits each connection from the next request on, in each direction. */
    public void bandwidth(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Returns what has passed. */
    public WireCounts counts() {
        return counts;
    }

    /** Returns how many connections clients have open. */
    public synchronized int connections() {
        return connections.size();
    }

    /** Resets all connections and refuses new ones, as if the server's process were gone. */
    public void down() {
        List<Thread> ending = new ArrayList<>();
        synchronized (this) {
            try {
                if (listener.isPresent()) {
                    listener.get().close();
                    ending.add(acceptor.orElseThrow());
                    listener = Optional.empty();
                }
                for (Map.Entry<SocketChannel, Thread> connection : connections.entrySet()) {
                    reset(connection.getKey());
                    connection.getValue().interrupt();
                    ending.add(connection.getValue());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        ending.forEach(S3Wire::join);
    }

    /** Accepts connections again, at the same port. */
    public void up() {
        listen(address);
    }

    /** Ends the wire and all that is on it or held. */
    @Override
    public void close() {
        down();
    }

    private synchronized InetSocketAddress listen(InetSocketAddress at) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(at, MAX_CONNECTIONS);
            listener = Optional.of(channel);
            InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
            Thread thread = new Thread(() -> accept(channel), "s3-wire-" + bound.getPort());
            thread.setDaemon(true);
            thread.start();
            acceptor = Optional.of(thread);
            return bound;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocketChannel channel) {
        try {
            while (true) {
                accepted(channel, channel.accept());
            }
        } catch (IOException e) {
            // The wire was taken down.
        }
    }

    private synchronized void accepted(ServerSocketChannel channel, SocketChannel connection) throws IOException {
        if (!channel.isOpen() || connections.size() >= MAX_CONNECTIONS) {
            reset(connection);
            return;
        }
        Thread thread = new Thread(
                new WireConnection(this, connection), Thread.currentThread().getName() + "-connection");
        thread.setDaemon(true);
        connections.put(connection, thread);
        thread.start();
    }

    private static void reset(SocketChannel connection) throws IOException {
        try {
            connection.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (ClosedChannelException endedAlready) {
            return;
        }
        connection.close();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void ended(SocketChannel connection) {
        connections.remove(connection);
    }

    Optional<WireFault> arrived(WireRequest request) {
        Optional<WireFault> fault = script.due(request);
        if (fault.isPresent()) {
            request.struck();
        }
        counts.arrived(request);
        return fault;
    }

    WireChannel connect() throws IOException {
        return WireChannel.to(serverAddress);
    }

    WireHead sign(WireHead head) {
        return signer.sign(head);
    }

    Duration latency() {
        return latency;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }
}
