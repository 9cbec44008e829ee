// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.StoreException;
import java.io.IOException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The server may have done what it was asked: it did not answer, or that it failed, perhaps behind the deed. */
final class LostAnswerException extends IOException {

    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final transient StoreException failure;
    private final boolean answered;

    /**
     * @param failure what to throw if it turns out that the server has not done it
     * @param answered whether the server always said that it failed
     */
    LostAnswerException(StoreException failure, boolean answered) {
        super(failure.getMessage(), failure);
        this.failure = failure;
        this.answered = answered;
    }

    StoreException failure() {
        return failure;
    }

    boolean isAnswered() {
        return answered;
    }

    /** Returns whether a request that failed like this was answered by the server itself. */
    static boolean isAnswered(SdkException failure) {
        return failure instanceof AwsServiceException answer
                && answer.statusCode() != BAD_GATEWAY
                && answer.statusCode() != GATEWAY_TIMEOUT;
    }

    /** Returns whether a request that failed like this may have been done, now or in a moment, all the same. */
    static boolean isPossible(SdkException failure) {
        // With 200 comes the failure of what had been begun to be answered.
        return !(failure instanceof AwsServiceException answer)
                || answer.statusCode() >= 500
                || answer.statusCode() == 200;
    }
}
