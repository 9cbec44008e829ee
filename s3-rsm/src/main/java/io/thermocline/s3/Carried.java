// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import java.io.IOException;

/** Carries an exception through code that may not throw it, to whoever unpacks it. */
final class Carried extends RuntimeException {

    private final transient IOException io;

    Carried(IOException io) {
        super(io);
        this.io = io;
    }

    IOException io() {
        return io;
    }
}
