// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.StoreMeters;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What is counted of the requests to S3. */
final class S3Meters {

    /** The kinds of requests, as S3 bills them. */
    enum Kind {
        PUT_OBJECT,
        CREATE_UPLOAD,
        UPLOAD_PART,
        COMPLETE_UPLOAD,
        ABORT_UPLOAD,
        LIST_UPLOADS,
        GET_OBJECT,
        HEAD_OBJECT,
        LIST_OBJECTS,
        DELETE_OBJECT,
        DELETE_OBJECTS;

        private String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What became of requests that failed. */
    private enum Failure {
        REFUSAL("answers of 4xx: refused, not found, a condition that does not hold"),
        SERVER_ERROR("answers of 5xx, those that ask for fewer requests included"),
        NO_ANSWER("requests without an answer: not connected, broken off, timed out");

        private final String description;

        Failure(String description) {
            this.description = description;
        }

        private String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-') + "s";
        }

        private static Failure of(RuntimeException e) {
            if (e instanceof AwsServiceException answer) {
                return answer.statusCode() >= 500 ? SERVER_ERROR : REFUSAL;
            }
            return NO_ANSWER;
        }
    }

    private record PerKind(LongConsumer requests, LongConsumer failures, LongConsumer latency) {}

    private final Map<Kind, PerKind> kinds = new EnumMap<>(Kind.class);
    private final Map<Failure, LongConsumer> failures = new EnumMap<>(Failure.class);
    private final LongConsumer firstByte;
    private final LongConsumer bytesIn;
    private final LongConsumer bytesOut;
    private final LongConsumer retries;
    private final LongConsumer throttles;
    private final LongConsumer abortedUploads;
    private final AtomicLong underWay = new AtomicLong();

    S3Meters(StoreMeters meters) {
        for (Kind kind : Kind.values()) {
            String name = "s3-" + kind.label();
            kinds.put(
                    kind,
                    new PerKind(
                            meters.counter(name, kind.label() + " requests, failed ones included"),
                            meters.counter(name + "-errors", kind.label() + " requests that failed"),
                            meters.latency(name + "-latency", "how long " + kind.label() + " requests took")));
        }
        for (Failure failure : Failure.values()) {
            failures.put(failure, meters.counter("s3-" + failure.label(), failure.description));
        }
        firstByte = meters.latency("s3-first-byte", "how long the first byte of an object's data took");
        bytesIn = meters.counter("s3-bytes-read", "bytes of objects that were read");
        bytesOut = meters.counter("s3-bytes-written", "bytes of objects that were sent");
        retries = meters.counter("s3-retries", "requests that were made again");
        throttles = meters.counter("s3-throttles", "answers that asked for fewer requests");
        abortedUploads = meters.counter("s3-aborted-uploads", "multipart uploads that were broken off");
        meters.gauge("s3-connections-in-use", "requests that are under way, each on a connection", underWay::get);
    }

    /** Something that is done by one request. */
    interface Call<T> {
        T make();
    }

    /** Makes a request and counts it. */
    <T> T count(Kind kind, Call<T> call) {
        return count(kind, answer -> false, call);
    }

    /**
     * Makes a request and counts it.
     *
     * @param wanted tells which refusals are what is wanted; they are thrown, but are no failures
     */
    <T> T count(Kind kind, Predicate<AwsServiceException> wanted, Call<T> call) {
        PerKind meter = kinds.get(kind);
        long begin = System.nanoTime();
        boolean ok = false;
        underWay.incrementAndGet();
        try {
            T result = call.make();
            ok = true;
            return result;
        } catch (RuntimeException e) {
            ok = e instanceof AwsServiceException answer && wanted.test(answer);
            if (!ok) {
                failures.get(Failure.of(e)).accept(1);
            }
            throw e;
        } finally {
            underWay.decrementAndGet();
            meter.requests().accept(1);
            meter.latency().accept(System.nanoTime() - begin);
            if (!ok) {
                meter.failures().accept(1);
            }
        }
    }

    void firstByte(long nanos) {
        firstByte.accept(nanos);
    }

    void read(long bytes) {
        bytesIn.accept(bytes);
    }

    void written(long bytes) {
        bytesOut.accept(bytes);
    }

    void retried() {
        retries.accept(1);
    }

    void throttled() {
        throttles.accept(1);
    }

    void aborted() {
        abortedUploads.accept(1);
    }
}
