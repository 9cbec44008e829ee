// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server socket on the loopback address whose connections are served by threads, all gone when it is closed. */
final class Pipes implements Closeable {

    /** Serves a connection until its end. */
    interface Service {
        void serve(Socket client) throws IOException;
    }

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** Takes over the listener. */
    Pipes(ServerSocket listener, Service service) {
        this.listener = listener;
        start(() -> {
            while (true) {
                Socket client = opened(listener.accept());
                start(() -> {
                    try (client) {
                        service.serve(client);
                    }
                });
            }
        });
    }

    static ServerSocket listener() {
        try {
            return new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Opens a connection that is closed with everything else. */
    Socket connect(String host, int port) throws IOException {
        return opened(new Socket(host, port));
    }

    private Socket opened(Socket socket) throws IOException {
        sockets.add(socket);
        if (listener.isClosed()) {
            socket.close();
        }
        return socket;
    }

    /** Carries bytes both ways until one side ends. */
    void join(Socket client, Socket server) throws IOException {
        start(() -> pump(server, client));
        pump(client, server);
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[32 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                out.flush();
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException ended) {
                        // One side is gone, or all is closed.
                        return;
                    }
                },
                "pipes-" + listener.getLocalPort());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
