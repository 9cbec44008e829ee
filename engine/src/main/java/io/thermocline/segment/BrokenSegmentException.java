// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.io.IOException;

/** The log segment to be copied is damaged on the broker's disk, so it was not copied. */
public final class BrokenSegmentException extends IOException {
    BrokenSegmentException(String message) {
        super(message);
    }
}
