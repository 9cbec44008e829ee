// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.load;

/** A record is not the one that was written there, or not whole. */
public final class BrokenSealException extends RuntimeException {

    BrokenSealException(String message) {
        super(message);
    }

    BrokenSealException(String message, Throwable cause) {
        super(message, cause);
    }
}
