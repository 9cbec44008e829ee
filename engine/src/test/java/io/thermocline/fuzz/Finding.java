// SPDX-License-Identifier: Apache-2.0
package io.thermocline.fuzz;

/** An input made a parser do what it must not do. */
final class Finding extends RuntimeException {

    Finding(String message) {
        super(message);
    }

    Finding(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns what tells this from other findings: the error, and where it came from. */
    String fingerprint() {
        Throwable root = getCause() == null ? this : getCause();
        StringBuilder fingerprint = new StringBuilder(root.getClass().getName());
        StackTraceElement[] trace = root.getStackTrace();
        for (int i = 0; i < Math.min(4, trace.length); i++) {
            fingerprint
                    .append(" < ")
                    .append(trace[i].getClassName())
                    .append('.')
                    .append(trace[i].getMethodName());
        }
        return fingerprint.toString();
    }
}
