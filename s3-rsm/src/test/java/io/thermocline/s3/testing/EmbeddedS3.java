// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * An S3 server (S3Proxy) within this JVM, on the loopback address unless told otherwise. Objects are in memory, or in a directory where they
 * outlast the server.
 */
public final class EmbeddedS3 implements AutoCloseable {

    static final String ACCESS_KEY = "thermocline-access";
    static final String SECRET_KEY = "thermocline-secret";

    private static final String LOOPBACK = "127.0.0.1:";

    private final BlobStore objects;
    private final S3Proxy proxy;

    private EmbeddedS3(BlobStore objects, String address) {
        this(new StrictBlobStore(objects), address, builder -> builder);
    }

    private EmbeddedS3(BlobStore objects, String address, UnaryOperator<S3Proxy.Builder> change) {
        this.objects = objects;
        this.proxy = change.apply(S3Proxy.builder()
                        .blobStore(this.objects)
                        .endpoint(URI.create("http://" + address))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                        .ignoreUnknownHeaders(true))
                .build();
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server of the tests did not start", e);
        }
    }

    /** Starts a server with objects in memory. */
    public static EmbeddedS3 inMemory() {
        return new EmbeddedS3(new TransientNio2BlobStore(), LOOPBACK + 0);
    }

    /** Starts another server of the same objects, which finds the bucket's name before {@code host} in the host's name. */
    public EmbeddedS3 withVirtualHosts(String host) {
        return new EmbeddedS3(objects, LOOPBACK + 0, builder -> builder.virtualHost(host));
    }

    /** Starts a server with objects in {@code directory}, at a port or at any free one for port 0. */
    public static EmbeddedS3 in(Path directory, int port) {
        return new EmbeddedS3(new FilesystemNio2BlobStore(directory.toString()), LOOPBACK + port);
    }

    /** Returns the one server, with objects in memory, that lives as long as this JVM. */
    static EmbeddedS3 ofThisJvm() {
        return OfThisJvm.SERVER;
    }

    /** Returns how such a server is talked to that listens, or is reached, at a port of the loopback address. */
    public static S3Server server(int port) {
        return new S3Server(
                "S3Proxy",
                URI.create("http://" + LOOPBACK + port),
                "us-east-1",
                ACCESS_KEY,
                SECRET_KEY,
                true,
                "when_supported",
                Set.of(S3Quirk.LISTS_BY_UTF16, S3Quirk.KEYS_ARE_PATHS, S3Quirk.FORGETS_OBJECT_SETTINGS));
    }

    public S3Server server() {
        return server(proxy.getPort());
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server of the tests did not stop", e);
        } finally {
            objects.close();
        }
    }

    /**
     * Runs a server until the process is ended. It prints its port on a line of its own when it serves.
     *
     * @param arguments the port, or 0 for any, perhaps with another address before it and a colon between; and the
     *     directory of the objects, without which they are in memory
     */
    public static void main(String[] arguments) {
        String address = arguments[0].contains(":") ? arguments[0] : LOOPBACK + arguments[0];
        BlobStore objects =
                arguments.length > 1 ? new FilesystemNio2BlobStore(arguments[1]) : new TransientNio2BlobStore();
        EmbeddedS3 server = new EmbeddedS3(objects, address);
        System.out.println(S3Process.READY + server.proxy.getPort());
    }

    private static final class OfThisJvm {
        private static final EmbeddedS3 SERVER = start();

        private static EmbeddedS3 start() {
            EmbeddedS3 server = inMemory();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        }
    }
}
