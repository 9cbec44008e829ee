// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A key pair with a certificate for this machine's loopback address, and a trust store with that certificate; made with
 * the JDK's keytool, as an operator would.
 */
public record TlsKeys(Path keyStore, Path trustStore) {

    public static final String PASSWORD = "of-the-key-store";

    /** Returns keys that were made once for all tests of this JVM: keytool takes its time. */
    public static TlsKeys ofTests() {
        return OfTests.KEYS;
    }

    private static final class OfTests {
        private static final TlsKeys KEYS = make();

        private static TlsKeys make() {
            try {
                Path directory = Files.createTempDirectory("thermocline-tls");
                directory.toFile().deleteOnExit();
                TlsKeys keys = TlsKeys.make(directory, "server");
                try (Stream<Path> files = Files.list(directory)) {
                    files.forEach(file -> file.toFile().deleteOnExit());
                }
                return keys;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Makes both files in a directory. */
    public static TlsKeys make(Path directory, String name) {
        TlsKeys keys = new TlsKeys(directory.resolve(name + "-keys.p12"), directory.resolve(name + "-trust.p12"));
        String certificate = directory.resolve(name + ".crt").toString();
        keytool(
                keys.keyStore,
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-validity",
                "3650");
        keytool(keys.keyStore, "-exportcert", "-alias", name, "-file", certificate);
        keytool(keys.trustStore, "-importcert", "-noprompt", "-alias", name, "-file", certificate);
        return keys;
    }

    private static void keytool(Path store, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("keytool failed: " + output);
            }
        } catch (IOException e) {
            throw new AssertionError("keytool did not run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while keytool ran", e);
        }
    }
}
