// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Sends an object in parts, several at once, and completes it: the completion is the commit. Whatever goes wrong before,
 * the upload is aborted.
 */
final class MultipartPut implements ObjectPuts.Sender {

    private static final int MOST_PARTS = 10_000;

    private final S3Toolbox tools;
    private final Writers writers;
    private final Executor threads;
    private final RunningUploads running;
    private final UnfinishedUploads unfinished;
    private final long partBytes;
    private final int parallelism;

    /**
     * @param threads send the parts of all uploads
     * @param parallelism how many parts of one upload may be under way at once
     */
    MultipartPut(
            S3Toolbox tools,
            Writers writers,
            Executor threads,
            RunningUploads running,
            UnfinishedUploads unfinished,
            long partBytes,
            int parallelism) {
        this.tools = tools;
        this.writers = writers;
        this.threads = threads;
        this.running = running;
        this.unfinished = unfinished;
        this.partBytes = partBytes;
        this.parallelism = parallelism;
    }

    @Override
    public ObjectVersion send(ObjectPuts.Sending sending) throws IOException {
        String uploadId = create(sending);
        PartUploads parts = new PartUploads(tools, writers, sending, uploadId, partLength(sending.length()));
        running.add(uploadId, parts);
        boolean completed = false;
        boolean answered = true;
        try {
            List<CompletedPart> sent = parts.sendAll(threads, parallelism);
            ObjectVersion version = complete(sending, uploadId, sent);
            completed = true;
            return version;
        } catch (StoreException.NotFound e) {
            throw gone(sending, e);
        } catch (LostAnswerException e) {
            answered = false;
            throw e;
        } catch (Carried e) {
            throw e.io();
        } finally {
            if (!completed) {
                unfinished.abort(sending.key(), uploadId, parts.endQuietly() && answered);
            }
            running.remove(uploadId);
        }
    }

    private static StoreException gone(ObjectPuts.Sending sending, StoreException.NotFound answer) {
        return new StoreException.Failed(
                sending.doing() + " failed: its multipart upload is gone; somebody aborted it, or a lifecycle rule"
                        + " (AbortIncompleteMultipartUpload) that is too short for it",
                answer);
    }

    private long partLength(long length) {
        return Math.max(partBytes, (length + MOST_PARTS - 1) / MOST_PARTS);
    }

    private String create(ObjectPuts.Sending sending) throws StoreException {
        Creation creation = new Creation(sending);
        try {
            return tools.attempts()
                    .run(S3Action.PUT, sending.doing(), sending.key(), Deadline.never(), creation::attempt);
        } finally {
            if (creation.lost) {
                unfinished.abortStrays(sending.key(), creation.begin, Optional.ofNullable(creation.id));
            }
        }
    }

    private final class Creation {
        private final ObjectPuts.Sending sending;
        private final long begin = System.nanoTime();
        private String id;
        private boolean lost;

        Creation(ObjectPuts.Sending sending) {
            this.sending = sending;
        }

        String attempt(int number, Duration limit) throws StoreException {
            boolean answered = false;
            try {
                String said = tools.meters()
                        .count(
                                S3Meters.Kind.CREATE_UPLOAD,
                                () -> tools.s3()
                                        .createMultipartUpload(tools.requests()
                                                .createUpload(sending.key(), sending.metadata(), limit)))
                        .uploadId();
                if (said == null || said.isEmpty()) {
                    throw new StoreException.Unavailable(
                            sending.doing() + " failed: the server said OK, but not to which upload: is it S3?", null);
                }
                id = said;
                answered = true;
                return id;
            } catch (SdkException e) {
                answered = !LostAnswerException.isPossible(e);
                throw e;
            } finally {
                lost = lost || !answered;
            }
        }
    }

    private ObjectVersion complete(ObjectPuts.Sending sending, String uploadId, List<CompletedPart> parts)
            throws IOException {
        Completion completion = new Completion(sending, uploadId, parts);
        try {
            String etag = tools.attempts()
                    .run(S3Action.PUT, sending.doing(), sending.key(), Deadline.never(), completion::attempt);
            return ETags.version(etag)
                    .or(() -> ETags.ofParts(
                            parts.stream().map(CompletedPart::eTag).toList()))
                    // A version that no object will ever have, where the server says none and it cannot be computed.
                    .orElseGet(() -> new ObjectVersion(sending.token()));
        } catch (StoreException e) {
            StoreException failure = e instanceof StoreException.NotFound absent ? gone(sending, absent) : e;
            throw completion.lost ? new LostAnswerException(failure, false) : failure;
        }
    }

    private final class Completion {
        private final ObjectPuts.Sending sending;
        private final String uploadId;
        private final List<CompletedPart> parts;
        private boolean lost;

        Completion(ObjectPuts.Sending sending, String uploadId, List<CompletedPart> parts) {
            this.sending = sending;
            this.uploadId = uploadId;
            this.parts = parts;
        }

        String attempt(int number, Duration limit) throws StoreException {
            CompleteMultipartUploadRequest request = tools.requests()
                    .complete(sending.key(), uploadId, limit)
                    .multipartUpload(upload -> upload.parts(parts))
                    .build();
            boolean answered = false;
            try {
                CompleteMultipartUploadResponse answer = tools.meters()
                        .count(S3Meters.Kind.COMPLETE_UPLOAD, () -> tools.s3().completeMultipartUpload(request));
                if (answer.key() == null && ETags.version(answer.eTag()).isEmpty()) {
                    throw new StoreException.Unavailable(
                            sending.doing() + " failed: the server said OK, but not to what: is it S3?", null);
                }
                answered = true;
                return answer.eTag();
            } catch (SdkException e) {
                answered = !LostAnswerException.isPossible(e);
                throw e;
            } finally {
                lost = lost || !answered;
            }
        }
    }
}
