// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

/** Bytes that are not what the format says. The one who knows the object's key turns it into an error with that key. */
final class MalformedException extends Exception {

    MalformedException(String message) {
        super(message);
    }

    MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
