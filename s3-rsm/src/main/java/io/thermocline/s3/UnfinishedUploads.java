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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
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
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final int MOST_PENDING = 10_000;

    /** No copy lasts so long: an upload this old has no one who will complete it. */
    static final Duration SAFE_AGE = Duration.ofHours(24);

    private record Upload(ObjectKey key, String id) {}

    private final S3Toolbox tools;
    private final ScheduledExecutorService timer;
    private final ConcurrentHashMap<Upload, Boolean> pending = new ConcurrentHashMap<>();

    /**
     * @param timer does what is done in the background; owned by the caller
     */
    UnfinishedUploads(S3Toolbox tools, ScheduledExecutorService timer) {
        this.tools = tools;
        this.timer = timer;
    }

    /**
     * Aborts an upload, also when the thread is interrupted.
     *
     * @param quiet whether no part of it is under way any more; one that is may still arrive after the abort, which must
     *     then be repeated
     */
    void abort(ObjectKey key, String id, boolean quiet) {
        Upload upload = new Upload(key, id);
        tools.meters().aborted();
        boolean interrupted = Thread.interrupted();
        try {
            abort(upload);
            if (!quiet) {
                later(upload);
            }
        } catch (StoreException | RuntimeException e) {
            LOG.warn("Aborting the upload {} of {} failed; it will be tried again: {}", id, key, e.getMessage());
            later(upload);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void abort(Upload upload) throws StoreException {
        String doing = "aborting the upload " + upload.id() + " of " + upload.key();
        try {
            tools.attempts()
                    .run(
                            doing,
                            upload.key(),
                            Deadline.after(ABORT_TIME),
                            (number, limit) -> tools.meters()
                                    .count(
                                            S3Meters.Kind.ABORT_UPLOAD,
                                            () -> tools.s3()
                                                    .abortMultipartUpload(
                                                            tools.requests().abort(upload.key(), upload.id(), limit))));
        } catch (StoreException.NotFound e) {
            LOG.debug("The upload {} of {} is gone already", upload.id(), upload.key());
        }
    }

    /**
     * Aborts uploads of a key that were begun but whose id nobody here knows, because the answer to the beginning was
     * lost.
     *
     * @param known the upload that is still wanted, if any
     */
    void abortStrays(ObjectKey key, Optional<String> known) {
        boolean interrupted = Thread.interrupted();
        try {
            for (MultipartUpload upload :
                    list(key.value(), null, null, ABORT_TIME).uploads()) {
                boolean stray = upload.key().equals(key.value())
                        && !Optional.of(upload.uploadId()).equals(known);
                if (stray) {
                    abort(key, upload.uploadId(), true);
                }
            }
        } catch (StoreException | RuntimeException e) {
            LOG.warn(
                    "Could not look for an upload of {} that may have been begun: {}. The next start aborts it when it is {}"
                            + " hours old, or the bucket's lifecycle rule does.",
                    key,
                    e.getMessage(),
                    SAFE_AGE.toHours());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void later(Upload upload) {
        if (pending.size() < MOST_PENDING && pending.putIfAbsent(upload, true) == null) {
            schedule(upload);
        }
    }

    private void schedule(Upload upload) {
        try {
            ScheduledFuture<?> unused = timer.schedule(() -> tryAgain(upload), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            LOG.warn(
                    "The upload {} of {} could not be aborted before the end; the next start aborts it when it is {} hours"
                            + " old, or the bucket's lifecycle rule does.",
                    upload.id(),
                    upload.key(),
                    SAFE_AGE.toHours());
        }
    }

    private void tryAgain(Upload upload) {
        try {
            abort(upload);
            pending.remove(upload);
        } catch (StoreException | RuntimeException e) {
            LOG.debug("Aborting the upload {} of {} failed again", upload.id(), upload.key(), e);
            schedule(upload);
        }
    }

    /** Begins, in the background, to abort what was left under {@code prefix} long ago, by the server's clock. */
    void clearLeftovers(String prefix) {
        timer.execute(() -> {
            try {
                abortOlderThan(SAFE_AGE, prefix);
            } catch (StoreException | RuntimeException e) {
                LOG.info(
                        "Could not look for uploads that were left unfinished under '{}': {}; a lifecycle rule of the"
                                + " bucket should abort them.",
                        prefix,
                        e.getMessage());
            }
        });
    }

    /** Aborts all uploads under a prefix that were begun longer ago than {@code age}. */
    void abortOlderThan(Duration age, String prefix) throws StoreException {
        String keyMarker = null;
        String idMarker = null;
        boolean more = true;
        while (more) {
            ListMultipartUploadsResponse page = list(prefix, keyMarker, idMarker, LIST_TIME);
            Instant now = serverTime(page);
            for (MultipartUpload upload : page.uploads()) {
                if (upload.initiated() != null && upload.initiated().plus(age).isBefore(now)) {
                    LOG.info(
                            "Aborting the upload {} of {}, begun {}",
                            upload.uploadId(),
                            upload.key(),
                            upload.initiated());
                    abort(new Upload(new ObjectKey(upload.key()), upload.uploadId()));
                }
            }
            more = Boolean.TRUE.equals(page.isTruncated());
            keyMarker = page.nextKeyMarker();
            idMarker = page.nextUploadIdMarker();
        }
    }

    private ListMultipartUploadsResponse list(String prefix, String keyMarker, String idMarker, Duration time)
            throws StoreException {
        ObjectKey about = new ObjectKey("uploads");
        return tools.attempts().run("listing unfinished uploads", about, Deadline.after(time), (number, limit) -> {
            ListMultipartUploadsRequest request = tools.requests()
                    .uploads(prefix, limit)
                    .keyMarker(keyMarker)
                    .uploadIdMarker(idMarker)
                    .build();
            return tools.meters()
                    .count(S3Meters.Kind.LIST_UPLOADS, () -> tools.s3().listMultipartUploads(request));
        });
    }

    /** Returns what time it is where the uploads' ages are told; without an answer, long ago, so that nothing is old. */
    private static Instant serverTime(ListMultipartUploadsResponse answer) {
        try {
            return answer.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    .orElse(Instant.EPOCH);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
