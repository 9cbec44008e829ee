// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Speaks TLS with clients and carries what they say to a server that does not. */
public final class TlsFront implements Closeable {

    private final S3Server server;
    private final Pipes pipes;

    private TlsFront(S3Server server, ServerSocket listener) {
        this.server = server;
        URI plain = server.endpoint();
        this.pipes = new Pipes(listener, client -> join(client, plain));
    }

    private void join(java.net.Socket client, URI plain) throws IOException {
        pipes.join(client, pipes.connect(plain.getHost(), plain.getPort()));
    }

    /** Puts TLS with these keys before a server. */
    public static TlsFront before(S3Server server, TlsKeys keys) {
        char[] password = TlsKeys.PASSWORD.toCharArray();
        try (InputStream in = Files.newInputStream(keys.keyStore())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            ServerSocket listener =
                    context.getServerSocketFactory().createServerSocket(0, 256, InetAddress.getLoopbackAddress());
            return new TlsFront(server, listener);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("no TLS with " + keys, e);
        }
    }

    /** Returns the server as it is reached through TLS. */
    public S3Server server() {
        return server.at(URI.create("https://127.0.0.1:" + pipes.port()));
    }

    @Override
    public void close() {
        pipes.close();
    }
}
