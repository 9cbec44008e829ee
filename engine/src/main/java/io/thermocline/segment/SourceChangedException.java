// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.io.IOException;

/** A file of the segment has other bytes than when its checksums were taken. */
public final class SourceChangedException extends IOException {
    SourceChangedException(String message) {
        super(message);
    }
}
