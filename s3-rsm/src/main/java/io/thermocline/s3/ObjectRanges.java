// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Ranges of objects, read into the caller's buffers. A body that breaks off is resumed where it broke, and only from the
 * same state of the object.
 */
final class ObjectRanges {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18})");
    private static final int PARTIAL_CONTENT = 206;
    /** As much as the JDK takes from a socket at once. */
    private static final int DETOUR_BYTES = 128 * 1024;

    private final ObjectHeads heads;
    private final S3Client s3;
    private final S3Requests requests;
    private final Attempts attempts;
    private final S3Meters meters;

    /**
     * @param heads tells the length of an object where the server's refusal does not
     */
    ObjectRanges(S3Toolbox tools, ObjectHeads heads) {
        this.heads = heads;
        this.s3 = tools.s3();
        this.requests = tools.requests();
        this.attempts = tools.attempts();
        this.meters = tools.meters();
    }

    /** See {@link io.thermocline.store.ObjectStore#read}. */
    void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        Reading reading = new Reading(key, offset, targets);
        try {
            attempts.run(S3Action.GET, "reading object " + key, key, deadline, reading::done, reading);
        } catch (Carried e) {
            throw (StoreException) e.io();
        }
    }

    /** See {@link io.thermocline.store.ObjectStore#readSuffix}. */
    long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
        int start = target.position();
        return attempts.run(S3Action.GET, "reading the end of object " + key, key, deadline, (number, limit) -> {
            target.position(start);
            return suffix(key, target, limit);
        });
    }

    private long suffix(ObjectKey key, ByteBuffer target, Duration limit) throws StoreException {
        GetObjectRequest request =
                requests.get(key, limit).range("bytes=-" + target.remaining()).build();
        try {
            return meters.count(
                    S3Meters.Kind.GET_OBJECT,
                    () -> s3.getObject(request, (answer, body) -> {
                        long total = total(answer);
                        long have = length(answer);
                        Transfer transfer = new Transfer(body);
                        transfer.skip(have - Math.min(have, target.remaining()));
                        transfer.into(target, Math.min(have, target.remaining()));
                        return total;
                    }));
        } catch (AwsServiceException e) {
            // The suffix of an object without bytes is a range that cannot be satisfied.
            if (e.statusCode() == 416) {
                return 0L;
            }
            throw e;
        }
    }

    /** Returns the length of the whole object; an answer without a range is the whole object. */
    private static long total(GetObjectResponse answer) throws IOException {
        if (answer.contentRange() != null) {
            return range(answer.contentRange()).total();
        }
        if (answer.sdkHttpResponse().statusCode() == PARTIAL_CONTENT) {
            throw new IOException("the server answered with a part, and does not say which");
        }
        return length(answer);
    }

    /** Returns the length of the body; where it comes in chunks, only its range tells. */
    private static long length(GetObjectResponse answer) throws IOException {
        if (answer.contentLength() != null) {
            return answer.contentLength();
        }
        if (answer.contentRange() == null) {
            throw new IOException("the server does not say how long its answer is");
        }
        Range range = range(answer.contentRange());
        return range.last() - range.first() + 1;
    }

    private record Range(long first, long last, long total) {}

    private static Range range(String header) throws IOException {
        Matcher matcher = CONTENT_RANGE.matcher(header);
        if (!matcher.matches()) {
            throw new IOException("the server answered with a Content-Range that makes no sense: " + header);
        }
        boolean some = matcher.group(1) != null;
        return new Range(
                some ? Long.parseLong(matcher.group(1)) : 0,
                some ? Long.parseLong(matcher.group(2)) : -1,
                Long.parseLong(matcher.group(3)));
    }

    /** What an answer says of the object as a whole; another state is another object. */
    private record State(String etag, Instant modified, long length) {
        static State of(GetObjectResponse answer) throws IOException {
            return new State(answer.eTag(), answer.lastModified(), total(answer));
        }
    }

    /** One range on its way into buffers. */
    private final class Reading implements Attempts.Attempt<Void> {

        private final ObjectKey key;
        private final long offset;
        private final ReadTargets targets;
        private final int[] starts;
        /** How many bytes go into the buffers before each one. */
        private final long[] before;

        private final long wanted;
        private int full;
        private boolean replaced;
        private StoreException refusal;
        private Optional<State> state = Optional.empty();

        Reading(ObjectKey key, long offset, ReadTargets targets) {
            this.key = key;
            this.offset = offset;
            this.targets = targets;
            this.starts = new int[targets.count()];
            Arrays.setAll(starts, i -> targets.buffer(i).position());
            this.before = new long[targets.count()];
            for (int i = 1; i < before.length; i++) {
                before[i] = before[i - 1] + targets.buffer(i - 1).remaining();
            }
            this.wanted = targets.remaining();
        }

        /** Full buffers are not looked at: they belong to others already. */
        long done() {
            return full == before.length
                    ? wanted
                    : before[full] + targets.buffer(full).position() - starts[full];
        }

        @Override
        public Void make(int number, Duration limit) throws StoreException {
            // Else it broke behind the last byte.
            if (done() < wanted) {
                receiveRest(limit);
            }
            return null;
        }

        @Override
        public void throttled() {
            targets.throttled();
        }

        private void receiveRest(Duration limit) throws StoreException {
            long from = offset + done();
            GetObjectRequest.Builder request =
                    requests.get(key, limit).range("bytes=%d-%d".formatted(from, offset + wanted - 1));
            state.map(State::etag).ifPresent(request::ifMatch);
            long begin = System.nanoTime();
            long length;
            try {
                length = meters.count(
                        S3Meters.Kind.GET_OBJECT,
                        () -> s3.getObject(request.build(), (answer, body) -> receive(answer, body, from, begin)));
            } catch (AwsServiceException e) {
                length = lengthIfTooShort(e, limit);
            } catch (SdkException e) {
                if (refusal != null) {
                    throw new Carried(refusal);
                }
                if (replaced) {
                    throw startOver(e);
                }
                throw e;
            }
            if (done() < wanted) {
                throw new StoreException.TooShort(key, offset, wanted, length);
            }
        }

        /** Returns the length of an object that ends before the range, or throws what it was instead. */
        private long lengthIfTooShort(AwsServiceException e, Duration limit) throws StoreException {
            if (e.statusCode() == 412 && state.isPresent()) {
                throw startOver(e);
            }
            if (e.statusCode() != 416) {
                throw e;
            }
            Optional<Long> said = S3Errors.header(e, "Content-Range")
                    .map(CONTENT_RANGE::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> Long.parseLong(matcher.group(3)));
            return said.isPresent()
                    ? said.get()
                    : heads.stat(key, Deadline.after(limit)).length();
        }

        /** What the listener throws is remembered, because the SDK wraps it beyond recognition. */
        private void tellFull() throws StoreException {
            try {
                targets.full(full);
            } catch (StoreException e) {
                refusal = e;
                throw e;
            }
        }

        /** Forgets what was read of an object that is there no longer, and returns what to throw. */
        private StoreException startOver(SdkException e) {
            String message = "object " + key + " was replaced while it was read";
            if (full > 0) {
                // Somebody uses bytes of the old object already.
                return new StoreException.Failed(message, e);
            }
            for (int i = 0; i < starts.length; i++) {
                targets.buffer(i).position(starts[i]);
            }
            state = Optional.empty();
            replaced = false;
            return new StoreException.Unavailable(message, e);
        }

        /** Returns the length of the object; if that is too short, nothing is received. */
        private long receive(GetObjectResponse answer, AbortableInputStream body, long from, long begin)
                throws IOException {
            meters.firstByte(System.nanoTime() - begin);
            State now = State.of(answer);
            replaced = state.isPresent() && !state.get().equals(now);
            boolean complete = false;
            try {
                if (replaced) {
                    throw new IOException("it is another object: " + now + " instead of " + state.get());
                }
                if (now.length() < offset + wanted) {
                    return now.length();
                }
                state = Optional.of(now);
                boolean exact = ObjectRanges.length(answer) == offset + wanted - from;
                Transfer transfer = new Transfer(body);
                if (answer.contentRange() == null) {
                    transfer.skip(from);
                } else if (range(answer.contentRange()).first() != from) {
                    throw new IOException("asked for bytes from %d on, got %s".formatted(from, answer.contentRange()));
                }
                for (; full < targets.count(); full++) {
                    transfer.into(targets.buffer(full), targets.buffer(full).remaining());
                    tellFull();
                }
                complete = exact;
                return now.length();
            } finally {
                if (!complete) {
                    body.abort();
                }
            }
        }
    }

    /** The bytes of a body on their way into buffers: into those outside the heap by way of one array. */
    private final class Transfer {

        private final AbortableInputStream body;
        private byte[] detour = {};

        Transfer(AbortableInputStream body) {
            this.body = body;
        }

        void skip(long bytes) throws IOException {
            body.skipNBytes(bytes);
        }

        void into(ByteBuffer target, long bytes) throws IOException {
            long left = bytes;
            try {
                while (left > 0) {
                    if (Thread.currentThread().isInterrupted()) {
                        body.abort();
                        throw AbortedException.create("interrupted while reading");
                    }
                    int n = target.hasArray() ? direct(target, left) : detour(target, left);
                    if (n < 0) {
                        throw new IOException("the body ended " + left + " bytes early");
                    }
                    left -= n;
                }
            } finally {
                meters.read(bytes - left);
            }
        }

        private int direct(ByteBuffer target, long bytes) throws IOException {
            int n = body.read(target.array(), target.arrayOffset() + target.position(), (int) bytes);
            target.position(target.position() + Math.max(0, n));
            return n;
        }

        private int detour(ByteBuffer target, long bytes) throws IOException {
            if (detour.length < Math.min(bytes, DETOUR_BYTES)) {
                detour = new byte[(int) Math.min(bytes, DETOUR_BYTES)];
            }
            int n = body.read(detour, 0, (int) Math.min(detour.length, bytes));
            target.put(detour, 0, Math.max(0, n));
            return n;
        }
    }
}
