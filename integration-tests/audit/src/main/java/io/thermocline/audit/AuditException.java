// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit;

/** An audit could not be done: what it is about was not to be read. This says nothing about what lies there. */
public final class AuditException extends RuntimeException {

    public AuditException(String message, Throwable cause) {
        super(message, cause);
    }

    public AuditException(String message) {
        super(message);
    }
}
