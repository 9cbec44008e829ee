// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A request as the wire saw it, and what has become of it so far. */
public final class WireRequest {

    private final WireHead head;
    private final String bucket;
    private final String key;
    private final Map<String, String> query;
    private final S3RequestKind kind;
    private final AtomicLong bytesUp = new AtomicLong();
    private final AtomicLong bytesDown = new AtomicLong();
    private volatile int status;
    private volatile boolean faulty;

    WireRequest(WireHead head) {
        this.head = head;
        String target = head.target();
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        this.query = question < 0 ? Map.of() : parse(target.substring(question + 1));
        int slash = path.indexOf('/', 1);
        this.bucket = decode(path.substring(1, slash < 0 ? path.length() : slash));
        this.key = slash < 0 ? "" : decode(path.substring(slash + 1));
        this.kind = bucket.isEmpty() ? S3RequestKind.OTHER : S3RequestKind.of(head.method(), key, query);
    }

    private static Map<String, String> parse(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                parameters.put(decode(pair), "");
            } else {
                parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        // A plus sign in a path is itself; URLDecoder would make it a space.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    public S3RequestKind kind() {
        return kind;
    }

    /** Returns the bucket, or an empty text. */
    public String bucket() {
        return bucket;
    }

    /** Returns the object's key, or an empty text if the request is about a bucket. */
    public String key() {
        return key;
    }

    /** Returns a parameter of the query, decoded. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** Returns a header as the client sent it. */
    public Optional<String> header(String name) {
        return head.first(name);
    }

    /** Returns the request as the client sent it, without its body. */
    public WireHead head() {
        return head;
    }

    /** Returns the status that the client was sent, or 0 if it was sent none so far. */
    public int status() {
        return status;
    }

    /** Returns whether the wire did something to it that was scripted. */
    public boolean isFaulty() {
        return faulty;
    }

    /** Returns how many bytes of the request's body came from the client, the framing of chunks included. */
    public long bytesUp() {
        return bytesUp.get();
    }

    /** Returns how many bytes of the answer's body were given to the client's connection. */
    public long bytesDown() {
        return bytesDown.get();
    }

    void answered(int status) {
        this.status = status;
    }

    void struck() {
        faulty = true;
    }

    void up(int bytes) {
        bytesUp.addAndGet(bytes);
    }

    void down(int bytes) {
        bytesDown.addAndGet(bytes);
    }

    @Override
    public String toString() {
        return "%s %s: %s, %d bytes up, %d down%s"
                .formatted(
                        head.method(),
                        head.target(),
                        status == 0 ? "no answer" : status,
                        bytesUp(),
                        bytesDown(),
                        faulty ? ", by script" : "");
    }
}
