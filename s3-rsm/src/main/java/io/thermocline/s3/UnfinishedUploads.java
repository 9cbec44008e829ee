// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Multipart uploads that will not be completed: aborted at once, in the background if that fails, and at start if an
 * earlier process left them. Their parts cost money and nobody sees them.
 */
final class UnfinishedUploads {

    private static final Logger LOG = LoggerFactory.getLogger(UnfinishedUploads.class);

    private static final Duration ABORT_TIME = Duration.ofSeconds(2);
    private static final Duration LIST_TIME = Duration.ofMinutes(1);
    /** By how much the ages of uploads may be told wrong: servers tell the time in whole seconds. */
    private static final Duration CLOCK_ERROR = Duration.ofSeconds(2);
    /** How often something is looked for again that a request still under way may bring. */
    private static final int REPEATS = 5;

    /** No copy lasts so long: an upload this old has no one who will complete it. */
    static final Duration SAFE_AGE = Duration.ofHours(24);

    private final S3Toolbox tools;
    private final RunningUploads running;
    private final BackgroundRetries retries;

    /**
     * @param running the uploads that are wanted
     */
    UnfinishedUploads(S3Toolbox tools, RunningUploads running, BackgroundRetries retries) {
        this.tools = tools;
        this.running = running;
        this.retries = retries;
    }

    /**
     * Aborts an upload, also when the thread is interrupted.
     *
     * @param quiet whether nothing of it is under way any more; a part that is may still arrive after the abort, which is
     *     then repeated until the server does not know the upload any more
     */
    void abort(ObjectKey key, String id, boolean quiet) {
        tools.meters().aborted();
        retries.now(
                "Aborting the upload " + id + " of " + key,
                new Repeated(quiet ? 0 : REPEATS, end -> tryAbort(key, id, within(ABORT_TIME, end))));
    }

    /** Something to be done until there is nothing left to be done, but only so often. */
    private static final class Repeated implements BackgroundRetries.Attempt {
        private final Work work;
        private int left;

        Repeated(int repeats, Work work) {
            this.left = repeats;
            this.work = work;
        }

        @Override
        public boolean make(Deadline end) throws StoreException {
            boolean found = work.find(end);
            return !found || left-- == 0;
        }
    }

    /** One round of something that may have to be done again. */
    private interface Work {
        /** Does it, and returns whether there was something to be done. */
        boolean find(Deadline end) throws StoreException;
    }

    private static Deadline within(Duration time, Deadline end) {
        return Deadline.after(end.remaining(time));
    }

    /** Returns whether the server knew the upload. */
    private boolean tryAbort(ObjectKey key, String id, Deadline deadline) throws StoreException {
        try {
            tools.attempts()
                    .run(
                            S3Action.ABORT,
                            "aborting the upload " + id + " of " + key,
                            key,
                            deadline,
                            (number, limit) -> tools.meters()
                                    .count(
                                            S3Meters.Kind.ABORT_UPLOAD,
                                            () -> tools.s3()
                                                    .abortMultipartUpload(
                                                            tools.requests().abort(key, id, limit))));
            return true;
        } catch (StoreException.NotFound e) {
            return false;
        }
    }

    /**
     * Aborts uploads of a key that were begun but whose id nobody here knows, because the answer to the beginning was
     * lost. That may still be under way: they are looked for more than once.
     *
     * @param beginNanos when the first of them was begun, by this JVM's clock
     * @param known the upload whose beginning was answered at last, if any
     */
    void abortStrays(ObjectKey key, long beginNanos, Optional<String> known) {
        int[] looks = {REPEATS};
        retries.now("Aborting uploads of " + key + " that were begun without an answer", end -> {
            Duration age = Duration.ofNanos(System.nanoTime() - beginNanos).plus(CLOCK_ERROR);
            abortAll(
                    key.value(),
                    within(ABORT_TIME, end),
                    (upload, now) -> upload.key().equals(key.value())
                            && !upload.initiated().isBefore(now.minus(age))
                            && !Optional.of(upload.uploadId()).equals(known)
                            && !running.contains(upload.uploadId()));
            return --looks[0] == 0;
        });
    }

    /**
     * Begins, in the background, to abort what was left under {@code prefix} long ago, by the server's clock.
     *
     * @param own tells the keys whose uploads may be aborted: a bucket has other users, too
     */
    void clearLeftovers(String prefix, Predicate<ObjectKey> own) {
        retries.soon("Aborting uploads that were left unfinished under '" + prefix + "'", end -> {
            abortAll(
                    prefix,
                    within(LIST_TIME, end),
                    (upload, now) -> upload.initiated().plus(SAFE_AGE).isBefore(now)
                            && ObjectLists.key(upload.key()).filter(own).isPresent());
            return true;
        });
    }

    /**
     * Aborts uploads.
     *
     * @param which tells which of them, from an upload that says when it was begun, and the server's present time
     */
    private void abortAll(String prefix, Deadline deadline, BiPredicate<MultipartUpload, Instant> which)
            throws StoreException {
        for (MultipartUpload upload : find(prefix, deadline, which)) {
            LOG.info("Aborting the upload {} of {}, begun {}", upload.uploadId(), upload.key(), upload.initiated());
            tryAbort(new ObjectKey(upload.key()), upload.uploadId(), deadline);
        }
    }

    private List<MultipartUpload> find(String prefix, Deadline deadline, BiPredicate<MultipartUpload, Instant> which)
            throws StoreException {
        List<MultipartUpload> found = new ArrayList<>();
        String keyMarker = null;
        String idMarker = null;
        boolean more = true;
        while (more) {
            ListMultipartUploadsResponse page = list(prefix, keyMarker, idMarker, deadline);
            Optional<Instant> now = serverTime(page);
            page.uploads().stream()
                    .filter(upload -> now.isPresent() && upload.initiated() != null && which.test(upload, now.get()))
                    .forEach(found::add);
            more = Boolean.TRUE.equals(page.isTruncated());
            if (more
                    && Objects.equals(keyMarker, page.nextKeyMarker())
                    && Objects.equals(idMarker, page.nextUploadIdMarker())) {
                throw new StoreException.Failed(
                        "listing unfinished uploads gets no further than '%s': the server says that there are more, and begins anew"
                                .formatted(keyMarker),
                        null);
            }
            keyMarker = page.nextKeyMarker();
            idMarker = page.nextUploadIdMarker();
        }
        return found;
    }

    private ListMultipartUploadsResponse list(String prefix, String keyMarker, String idMarker, Deadline deadline)
            throws StoreException {
        ObjectKey about = new ObjectKey("uploads");
        return tools.attempts()
                .run(S3Action.LIST_UPLOADS, "listing unfinished uploads", about, deadline, (number, limit) -> {
                    ListMultipartUploadsRequest request = tools.requests()
                            .uploads(prefix, limit)
                            .keyMarker(keyMarker)
                            .uploadIdMarker(idMarker)
                            .build();
                    return tools.meters()
                            .count(S3Meters.Kind.LIST_UPLOADS, () -> tools.s3().listMultipartUploads(request));
                });
    }

    /** Returns what time it is where the uploads' ages are told. */
    private static Optional<Instant> serverTime(ListMultipartUploadsResponse answer) {
        try {
            return answer.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
