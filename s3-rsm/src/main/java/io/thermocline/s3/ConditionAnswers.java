// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What servers answer to a put with a condition: 412 if it does not hold, 404 if there is nothing to replace, 409 if they
 * are in the middle of another put of the same key and cannot tell. Some take ETags only without quotes.
 */
final class ConditionAnswers {

    private static final Duration LOOKING_TIME = Duration.ofSeconds(10);

    private final ObjectHeads heads;
    private volatile boolean unquoted;

    ConditionAnswers(ObjectHeads heads) {
        this.heads = heads;
    }

    /** Returns the ETag of a condition as this server wants it spelled. */
    Optional<String> ifMatch(Condition condition) {
        return condition.version().map(version -> unquoted ? version.token() : '"' + version.token() + '"');
    }

    /** Returns whether an answer is about the condition of a put. */
    boolean isRefusal(Condition condition, AwsServiceException answer) {
        boolean nothingToReplace = answer.statusCode() == 404
                && condition.version().isPresent()
                && S3Errors.code(answer).equals("NoSuchKey");
        return condition.isPresent() && (answer.statusCode() == 412 || answer.statusCode() == 409 || nothingToReplace);
    }

    /**
     * Says what a refusal means.
     *
     * @param spelling how the version to be replaced was spelled in the request, or null
     * @return what to throw: {@link StoreException.PreconditionFailed} if the condition does not hold, perhaps because an
     *     earlier attempt of the same put has been done, {@link StoreException.Unavailable} if it is worth another attempt
     */
    StoreException judge(ObjectPuts.Sending sending, String spelling, AwsServiceException refusal)
            throws StoreException {
        Condition condition = sending.condition();
        String why = condition.absent() ? "it exists already" : "it is not the version to be replaced";
        StoreException failed =
                new StoreException.PreconditionFailed("%s: %s".formatted(sending.doing(), why), refusal);
        if (refusal.statusCode() == 412 && condition.absent()) {
            return failed;
        }
        Optional<ObjectVersion> present =
                heads.find(sending.key(), Deadline.after(LOOKING_TIME)).map(ObjectHeads.Present::version);
        if (condition.refusedBy(present)) {
            return failed;
        }
        if (refusal.statusCode() == 412) {
            // The condition holds, as far as we can see: the server may want it spelled otherwise.
            unquoted = spelling.startsWith("\"");
        }
        return new StoreException.Unavailable(sending.doing() + " met another put of the same key", refusal);
    }
}
