// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Sends an object in parts, several at once, and completes it: the completion is the commit. Whatever goes wrong before,
 * the upload is aborted.
 */
final class MultipartPut implements ObjectPuts.Sender {

    private static final int MOST_PARTS = 10_000;

    private final S3Toolbox tools;
    private final ConditionAnswers conditions;
    private final Writers writers;
    private final ExecutorService helpers;
    private final UnfinishedUploads unfinished;
    private final long partBytes;
    private final int parallelism;

    MultipartPut(
            S3Toolbox tools,
            ConditionAnswers conditions,
            Writers writers,
            ExecutorService helpers,
            UnfinishedUploads unfinished,
            long partBytes,
            int parallelism) {
        this.tools = tools;
        this.conditions = conditions;
        this.writers = writers;
        this.helpers = helpers;
        this.unfinished = unfinished;
        this.partBytes = partBytes;
        this.parallelism = parallelism;
    }

    @Override
    public ObjectVersion send(ObjectPuts.Sending sending) throws IOException {
        String uploadId = create(sending);
        PartUploads parts = new PartUploads(tools, writers, sending, uploadId, partLength(sending.length()));
        boolean completed = false;
        try {
            List<CompletedPart> sent = parts.sendAll(helpers, parallelism);
            ObjectVersion version = complete(sending, uploadId, sent);
            completed = true;
            return version;
        } catch (Carried e) {
            throw e.io();
        } finally {
            if (!completed) {
                unfinished.abort(sending.key(), uploadId, parts.allEnded());
            }
        }
    }

    private long partLength(long length) {
        return Math.max(partBytes, (length + MOST_PARTS - 1) / MOST_PARTS);
    }

    private String create(ObjectPuts.Sending sending) throws StoreException {
        Creation creation = new Creation(sending);
        try {
            return tools.attempts().run(sending.doing(), sending.key(), Deadline.never(), creation::attempt);
        } finally {
            if (creation.lost) {
                unfinished.abortStrays(sending.key(), Optional.ofNullable(creation.id));
            }
        }
    }

    private final class Creation {
        private final ObjectPuts.Sending sending;
        private String id;
        private boolean lost;

        Creation(ObjectPuts.Sending sending) {
            this.sending = sending;
        }

        String attempt(int number, Duration limit) throws StoreException {
            boolean answered = false;
            try {
                id = tools.meters()
                        .count(
                                S3Meters.Kind.CREATE_UPLOAD,
                                () -> tools.s3()
                                        .createMultipartUpload(tools.requests()
                                                .createUpload(sending.key(), sending.metadata(), limit)))
                        .uploadId();
                answered = true;
                return id;
            } catch (AwsServiceException e) {
                answered = e.statusCode() < 500;
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
            String etag = tools.attempts().run(sending.doing(), sending.key(), Deadline.never(), completion::attempt);
            Optional<ObjectVersion> version = ETags.version(etag);
            return version.or(() -> ETags.ofParts(
                            parts.stream().map(CompletedPart::eTag).toList()))
                    .orElseThrow(() ->
                            new StoreException.Failed(sending.doing() + ": the server gives the object no ETag", null));
        } catch (StoreException.Unavailable | StoreException.NotFound e) {
            throw completion.lost ? new LostAnswerException(e) : e;
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
            CompleteMultipartUploadRequest.Builder request = tools.requests()
                    .complete(sending.key(), uploadId, limit)
                    .multipartUpload(upload -> upload.parts(parts));
            if (sending.condition().absent()) {
                request.ifNoneMatch("*");
            }
            conditions.ifMatch(sending.condition()).ifPresent(request::ifMatch);
            try {
                return tools.meters()
                        .count(S3Meters.Kind.COMPLETE_UPLOAD, () -> tools.s3().completeMultipartUpload(request.build()))
                        .eTag();
            } catch (SdkException e) {
                if (e instanceof AwsServiceException answer && conditions.isRefusal(sending.condition(), answer)) {
                    throw conditions.judge(sending, answer, lost);
                }
                lost = lost || !(e instanceof AwsServiceException answer) || answer.statusCode() >= 500;
                throw e;
            }
        }
    }
}
