// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.IOException;

/** Says that a connection is to end here. */
final class WireEnd extends IOException {

    private static final long serialVersionUID = 1;

    private final boolean reset;

    private WireEnd(boolean reset) {
        super(reset ? "reset by script" : "ended by script");
        this.reset = reset;
    }

    static WireEnd byReset() {
        return new WireEnd(true);
    }

    static WireEnd orderly() {
        return new WireEnd(false);
    }

    boolean isReset() {
        return reset;
    }
}
