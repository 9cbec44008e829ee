// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.StoreException;
import java.io.IOException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The server may have done what it was asked: a request was sent, and what it answered is not known. */
final class LostAnswerException extends IOException {

    private final transient StoreException failure;

    LostAnswerException(StoreException failure) {
        super(failure.getMessage(), failure);
        this.failure = failure;
    }

    /** Returns what to throw if it turns out that the server has not done it. */
    StoreException failure() {
        return failure;
    }

    /** Returns whether a request that failed like this may have been done, now or in a moment, all the same. */
    static boolean isPossible(SdkException failure) {
        // With 200 comes the failure of what had been begun to be answered.
        return !(failure instanceof AwsServiceException answer)
                || answer.statusCode() >= 500
                || answer.statusCode() == 200;
    }
}
