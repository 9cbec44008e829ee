// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Sends an object with one request. */
final class SinglePut implements ObjectPuts.Sender {

    private final S3Toolbox tools;
    private final ObjectHeads heads;
    private final ConditionAnswers conditions;
    private final Writers writers;

    SinglePut(S3Toolbox tools, ObjectHeads heads, ConditionAnswers conditions, Writers writers) {
        this.tools = tools;
        this.heads = heads;
        this.conditions = conditions;
        this.writers = writers;
    }

    @Override
    public ObjectVersion send(ObjectPuts.Sending sending) throws IOException {
        Put put = new Put(sending);
        try {
            String etag = tools.attempts().run(sending.doing(), sending.key(), Deadline.never(), put::attempt);
            Optional<ObjectVersion> version = ETags.version(etag);
            return version.isPresent()
                    ? version.get()
                    : heads.stat(sending.key(), Deadline.never()).version();
        } catch (StoreException.Unavailable e) {
            if (put.lost && sending.condition().isPresent()) {
                throw new LostAnswerException(e);
            }
            throw e;
        } catch (Carried e) {
            throw e.io();
        }
    }

    private final class Put {
        private final ObjectPuts.Sending sending;
        private boolean lost;

        Put(ObjectPuts.Sending sending) {
            this.sending = sending;
        }

        /** Returns the ETag that the server gives the object. */
        String attempt(int number, Duration limit) throws StoreException {
            return writers.inTurn(sending.doing(), () -> send(limit));
        }

        private String send(Duration limit) throws StoreException {
            PutObjectRequest.Builder request = tools.requests().put(sending.key(), sending.metadata(), limit);
            if (sending.condition().absent()) {
                request.ifNoneMatch("*");
            }
            conditions.ifMatch(sending.condition()).ifPresent(request::ifMatch);
            ContentBody body = new ContentBody(
                    sending.doing(), sending.content(), 0, sending.length(), () -> false, tools.meters());
            try {
                return tools.meters()
                        .count(S3Meters.Kind.PUT_OBJECT, () -> tools.s3().putObject(request.build(), body.request()))
                        .eTag();
            } catch (SdkException e) {
                body.rethrowFailure();
                if (e instanceof AwsServiceException answer && conditions.isRefusal(sending.condition(), answer)) {
                    throw conditions.judge(sending, answer, lost);
                }
                lost = lost || !(e instanceof AwsServiceException answer) || answer.statusCode() >= 500;
                throw e;
            }
        }
    }
}
