// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A forward proxy: passes requests for http on, tunnels those for https, and may ask who is there. Whatever the name of
 * a host, it is this machine. A plain connection stays with the server it was first used for.
 */
public final class HttpProxy implements Closeable {

    private final Optional<String> authorization;
    private final List<String> passed = new CopyOnWriteArrayList<>();
    private final Pipes pipes = new Pipes(Pipes.listener(), this::serve);

    private HttpProxy(Optional<String> authorization) {
        this.authorization = authorization;
    }

    /** Starts a proxy for everybody. */
    public static HttpProxy open() {
        return new HttpProxy(Optional.empty());
    }

    /** Starts a proxy for one user. */
    public static HttpProxy of(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new HttpProxy(Optional.of("Basic " + Base64.getEncoder().encodeToString(both)));
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + pipes.port());
    }

    /** Returns the first lines of what began the connections that were let through. */
    public List<String> passed() {
        return List.copyOf(passed);
    }

    private void serve(Socket client) throws IOException {
        String head = head(client.getInputStream());
        if (head.isEmpty()) {
            return;
        }
        if (!admits(head)) {
            write(
                    client,
                    "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"tests\"\r\nContent-Length: 0\r\n"
                            + "Connection: close\r\n\r\n");
            return;
        }
        String[] line = head.substring(0, head.indexOf('\r')).split(" ", 3);
        passed.add(line[0] + " " + line[1]);
        boolean tunnel = line[0].equals("CONNECT");
        URI to = URI.create(tunnel ? "https://" + line[1] : line[1]);
        Socket server = pipes.connect("127.0.0.1", to.getPort());
        if (tunnel) {
            write(client, "HTTP/1.1 200 Connected\r\n\r\n");
        } else {
            write(server, head);
        }
        pipes.join(client, server);
    }

    private boolean admits(String head) {
        return authorization.isEmpty()
                || head.lines().anyMatch(line -> line.equalsIgnoreCase("Proxy-Authorization: " + authorization.get()));
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Reads up to the empty line, byte by byte, for what follows is somebody else's. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.write(b);
            if (b == '\n') {
                text = head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return text;
    }

    @Override
    public void close() {
        pipes.close();
    }
}
