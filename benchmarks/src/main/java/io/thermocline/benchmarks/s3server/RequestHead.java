// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import io.thermocline.s3.testing.S3RequestKind;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a request asks, in path style.
 *
 * @param headers by their names in lower case
 */
record RequestHead(String method, String bucket, String key, Map<String, String> query, Map<String, String> headers) {

    static RequestHead read(String firstLine, Source from) throws IOException {
        String[] words = firstLine.split(" ", 3);
        if (words.length < 3 || !words[1].startsWith("/")) {
            throw new ProtocolException("not the first line of a request: " + firstLine);
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = from.line(); !line.isEmpty(); line = from.line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int question = words[1].indexOf('?');
        String path = question < 0 ? words[1] : words[1].substring(0, question);
        int slash = path.indexOf('/', 1);
        return new RequestHead(
                words[0],
                decode(path.substring(1, slash < 0 ? path.length() : slash)),
                slash < 0 ? "" : decode(path.substring(slash + 1)),
                question < 0 ? Map.of() : parse(words[1].substring(question + 1)),
                headers);
    }

    private static Map<String, String> parse(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters.put(
                    decode(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decode(String text) {
        // A plus sign in a path is itself; URLDecoder would make it a space.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    S3RequestKind kind() {
        return S3RequestKind.of(method, key, query);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    boolean headerHas(String name, String part) {
        return header(name).map(value -> value.contains(part)).orElse(false);
    }

    /** Returns the body that follows, out of its framing. */
    Source body(Source from) {
        Source body = headerHas("transfer-encoding", "chunked")
                ? new Source.Chunked(from)
                : new Source.Known(
                        from, header("content-length").map(Long::parseLong).orElse(0L));
        boolean framed =
                headerHas("content-encoding", "aws-chunked") || headerHas("x-amz-content-sha256", "STREAMING-");
        return framed ? new Drained(new Source.Chunked(body), body) : body;
    }

    /** Chunks within a body, whose own end is read away too. */
    private record Drained(Source content, Source body) implements Source {
        @Override
        public ByteBuffer take(long limit) throws IOException {
            ByteBuffer next = content.take(limit);
            if (!next.hasRemaining()) {
                while (body.take(4096).hasRemaining()) {
                    // There should be nothing.
                }
            }
            return next;
        }
    }
}
