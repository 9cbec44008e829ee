// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

/** The quickstart cannot go on; the message says why. */
final class QuickstartException extends RuntimeException {

    QuickstartException(String message, Throwable cause) {
        super(message, cause);
    }
}
