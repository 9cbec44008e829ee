// SPDX-License-Identifier: Apache-2.0
package io.thermocline.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Inputs that once made a parser do what it must not do, in a folder for each parser. */
final class Findings {

    private Findings() {}

    /** Returns those that are kept among the resources, by file name. */
    static Map<String, byte[]> of(FuzzTarget target) throws IOException {
        Map<String, byte[]> inputs = new TreeMap<>();
        URL folder = Findings.class.getResource(target.name());
        if (folder == null) {
            return inputs;
        }
        try (Stream<Path> files = Files.list(Path.of(uri(folder)))) {
            for (Path file : files.toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    inputs.put(file.getFileName().toString(), in.readAllBytes());
                }
            }
        }
        return inputs;
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException("regression inputs are read from files only, not from " + url, e);
        }
    }

    /** Keeps an input under a name that derives from its bytes, and returns the file. */
    static Path write(Path directory, FuzzTarget target, byte[] input) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(target.name()));
        return Files.write(folder.resolve(digest(input)), input);
    }

    /** Writes inputs as files, from which a fuzzer begins. */
    static void writeAll(Path folder, List<byte[]> inputs) throws IOException {
        Files.createDirectories(folder);
        for (byte[] input : inputs) {
            Files.write(folder.resolve(digest(input)), input);
        }
    }

    private static String digest(byte[] input) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(input);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
