// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import software.amazon.awssdk.core.exception.SdkClientException;

/** There is nothing to sign a request with; says in one line where it was looked for and what to mend. */
final class NoCredentialsException extends SdkClientException {

    NoCredentialsException(String message) {
        super(SdkClientException.builder().message(message));
    }
}
