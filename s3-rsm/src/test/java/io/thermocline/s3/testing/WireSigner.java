// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs changed requests anew (AWS Signature Version 4 in the Authorization header), so that a server accepts what its
 * client did not send. The hash of the body is the one that the client gave.
 */
final class WireSigner {

    private static final Pattern AUTHORIZATION =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\\w+)");

    private final String secretKey;

    WireSigner(String secretKey) {
        this.secretKey = secretKey;
    }

    /** Returns {@code head} with a signature over what it now has of the headers that were signed. */
    WireHead sign(WireHead head) {
        Optional<String> authorization = head.first("Authorization");
        if (authorization.isEmpty()) {
            return head;
        }
        Matcher parts = AUTHORIZATION.matcher(authorization.get());
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a signature of version 4: " + authorization.get());
        }
        String payload = head.first("x-amz-content-sha256").orElse("UNSIGNED-PAYLOAD");
        if (payload.startsWith("STREAMING-AWS4")) {
            throw new IllegalArgumentException("the chunks of this body are signed, so its head cannot be changed");
        }
        List<String> signed = Stream.of(parts.group(3).split(";", -1))
                .filter(name -> head.first(name).isPresent())
                .toList();
        String scope = parts.group(2);
        String toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                head.first("x-amz-date").orElseThrow(),
                scope,
                hex(sha256(canonical(head, signed, payload))));
        String signature = hex(hmac(key(scope), toSign));
        return head.with(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(parts.group(1), scope, String.join(";", signed), signature));
    }

    private static String canonical(WireHead head, List<String> signed, String payload) {
        String target = head.target();
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0
                ? ""
                : Arrays.stream(target.substring(question + 1).split("&", -1))
                        .map(pair -> pair.contains("=") ? pair : pair + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
        String headers = signed.stream()
                .map(name -> name + ":" + head.first(name).orElseThrow().trim() + "\n")
                .collect(Collectors.joining());
        return String.join("\n", head.method(), path, query, headers, String.join(";", signed), payload);
    }

    private byte[] key(String scope) {
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA256", e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
