// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import io.thermocline.s3.testing.S3RequestKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers the requests of one connection, one after another. */
final class Connection implements Runnable {

    private static final String USER_METADATA = "x-amz-meta-";

    private final Wire wire;
    private final StoredObjects objects;
    private final Traffic.Counter traffic;
    private final Supplier<Pace> pace;

    Connection(Wire wire, StoredObjects objects, Traffic.Counter traffic, Supplier<Pace> pace) {
        this.wire = wire;
        this.objects = objects;
        this.traffic = traffic;
        this.pace = pace;
    }

    @Override
    public void run() {
        try (wire) {
            for (Optional<String> line = wire.firstLine(); line.isPresent(); line = wire.firstLine()) {
                handle(RequestHead.read(line.get(), wire));
            }
        } catch (IOException | RuntimeException e) {
            // The client went away, or the server did, or the object did that was being sent.
        }
    }

    private void handle(RequestHead head) throws IOException {
        Pace now = pace.get();
        if (head.headerHas("expect", "100-continue")) {
            wire.write("HTTP/1.1 100 Continue\r\n\r\n");
        }
        wire.limit(now.bytesPerSecond());
        Source body = head.body(wire);
        S3RequestKind kind = head.kind();
        if (kind == S3RequestKind.GET) {
            arrived(kind, body, now);
            get(head, new Flow(now.bytesPerSecond()));
            return;
        }
        boolean carries = kind == S3RequestKind.PUT || kind == S3RequestKind.PART;
        Answer answer = carries ? store(head, kind, body) : new Queries(objects).answer(head, kind, body.text());
        arrived(kind, body, now);
        answer(head, answer);
    }

    private void arrived(S3RequestKind kind, Source body, Pace now) throws IOException {
        while (body.take(Long.MAX_VALUE).hasRemaining()) {
            // What is left of a body must not be taken for the next request.
        }
        wire.endOfRequest();
        wire.limit(Long.MAX_VALUE);
        traffic.request(kind);
        Flow.sleepUntil(System.nanoTime() + now.firstByte().toNanos());
    }

    private Answer store(RequestHead head, S3RequestKind kind, Source body) throws IOException {
        StoredObject.Part part = objects.write(new Counted(body));
        if (kind == S3RequestKind.PART) {
            int number = Integer.parseInt(head.query().get("partNumber"));
            return objects.add(head.query().get("uploadId"), number, part)
                    ? Answer.tagged(part.etag())
                    : Answer.error(404, "NoSuchUpload");
        }
        boolean createOnly = head.headerHas("if-none-match", "*");
        return objects.put(Queries.name(head), part, metadata(head), createOnly)
                .map(object -> Answer.tagged(object.etag()))
                .orElseGet(() -> Answer.error(412, "PreconditionFailed"));
    }

    /** Counts what is taken. */
    private final class Counted implements Source {
        private final Source body;

        Counted(Source body) {
            this.body = body;
        }

        @Override
        public ByteBuffer take(long limit) throws IOException {
            ByteBuffer next = body.take(limit);
            traffic.up(next.remaining());
            return next;
        }
    }

    static Map<String, String> metadata(RequestHead head) {
        Map<String, String> metadata = new HashMap<>();
        head.headers().forEach((name, value) -> {
            if (name.startsWith(USER_METADATA)) {
                metadata.put(name, value);
            }
        });
        return metadata;
    }

    private void get(RequestHead head, Flow flow) throws IOException {
        Optional<StoredObject> found = objects.find(Queries.name(head));
        if (found.isEmpty()) {
            answer(head, Answer.error(404, "NoSuchKey"));
            return;
        }
        StoredObject object = found.get();
        if (head.header("if-match").filter(tag -> !tag.contains(object.etag())).isPresent()) {
            answer(head, Answer.error(412, "PreconditionFailed"));
            return;
        }
        long length = object.length();
        Optional<ByteRange> range = head.header("range").map(header -> ByteRange.parse(header, length));
        if (range.isPresent() && range.get().isEmpty()) {
            answer(head, Answer.error(416, "InvalidRange").with("Content-Range", "bytes */" + length));
            return;
        }
        ByteRange sent = range.orElse(new ByteRange(0, length));
        Answer answer = Answer.object(range.isPresent() ? 206 : 200, object);
        range.ifPresent(r -> answer.with("Content-Range", "bytes %d-%d/%d".formatted(r.from(), r.end() - 1, length)));
        wire.write(answer.head(sent.length()));
        send(object, sent, flow);
    }

    private void send(StoredObject object, ByteRange range, Flow flow) throws IOException {
        long start = 0;
        for (StoredObject.Part part : object.parts()) {
            long from = Math.max(range.from(), start);
            long end = Math.min(range.end(), start + part.length());
            if (from < end) {
                wire.send(part.file(), from - start, end - from, flow, traffic);
            }
            start += part.length();
        }
    }

    private void answer(RequestHead head, Answer answer) throws IOException {
        wire.write(head.method().equals("HEAD") ? answer.head(answer.length()) : answer.whole());
    }

    static String httpDate(Instant time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME
                .withLocale(Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(time);
    }
}
