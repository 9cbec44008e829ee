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

/** Sends an object with one request, the only way in which all servers keep a condition. */
final class SinglePut implements ObjectPuts.Sender {

    private static final Duration LOOKING_TIME = Duration.ofSeconds(10);

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
            String etag =
                    tools.attempts().run(S3Action.PUT, sending.doing(), sending.key(), Deadline.never(), put::attempt);
            Optional<ObjectVersion> version = ETags.version(etag);
            return version.isPresent() ? version.get() : versionByLooking(sending);
        } catch (StoreException e) {
            throw put.lost ? new LostAnswerException(e, put.answered) : e;
        } catch (Carried e) {
            throw e.io();
        }
    }

    /** For servers that do not say the version of what they were given: not all that says OK is one. */
    private ObjectVersion versionByLooking(ObjectPuts.Sending sending) throws StoreException {
        ObjectHeads.Present present = heads.find(sending.key(), Deadline.after(LOOKING_TIME))
                .orElseThrow(() -> new StoreException.Failed(
                        sending.doing() + " failed: the server said OK, but the object is not there: is it S3?", null));
        // A version that no object will ever have, for one that was replaced already.
        return sending.isOurs(present) ? present.version() : new ObjectVersion(sending.token());
    }

    private final class Put {
        private final ObjectPuts.Sending sending;
        private boolean lost;
        private boolean answered = true;

        Put(ObjectPuts.Sending sending) {
            this.sending = sending;
        }

        /** Returns the ETag that the server gives the object. */
        String attempt(int number, Duration limit) throws StoreException {
            return writers.inTurn(sending.doing(), () -> send(limit));
        }

        private String send(Duration limit) throws StoreException {
            PutObjectRequest.Builder request = tools.requests().put(sending.key(), sending.metadata());
            if (sending.condition().absent()) {
                request.ifNoneMatch("*");
            }
            conditions.ifMatch(sending.condition()).ifPresent(request::ifMatch);
            BodyTime time = new BodyTime(tools.timer(), limit);
            ContentBody body = new ContentBody(
                    sending.doing(), sending.content(), 0, sending.length(), () -> false, tools.meters(), time);
            try (body) {
                return tools.meters()
                        .count(
                                S3Meters.Kind.PUT_OBJECT,
                                () -> time.within(() -> tools.s3().putObject(request.build(), body.request())))
                        .eTag();
            } catch (RuntimeException | Error e) {
                body.rethrowFailure();
                if (e instanceof AwsServiceException answer && conditions.isRefusal(sending.condition(), answer)) {
                    throw conditions.judge(sending, request.build().ifMatch(), answer);
                }
                lost = lost || !(e instanceof SdkException failed) || LostAnswerException.isPossible(failed);
                answered = answered && e instanceof SdkException failed && LostAnswerException.isAnswered(failed);
                throw e;
            }
        }
    }
}
