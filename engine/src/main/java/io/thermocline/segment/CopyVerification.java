// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

/** What to do about a log segment that is not a row of whole record batches with right checksums. */
public enum CopyVerification {
    /** Refuse to copy it: the broker keeps its local file. */
    REJECT,
    /** Log a warning and copy it as it is. */
    WARN,
    /** Do not look. */
    OFF
}
