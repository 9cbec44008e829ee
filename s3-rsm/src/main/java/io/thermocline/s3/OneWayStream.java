// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stream over another, all of whose bytes go one way: through {@link #read(byte[], int, int)}, which a subclass gives. Who
 * reads single bytes or skips some goes it, too; there is no way back to a mark.
 */
abstract class OneWayStream extends InputStream {

    /** Where the bytes come from; closed with this. */
    protected final InputStream in;

    OneWayStream(InputStream in) {
        this.in = in;
    }

    @Override
    public abstract int read(byte[] target, int offset, int length) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
