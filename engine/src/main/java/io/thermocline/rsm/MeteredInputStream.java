// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what the broker reads of a segment. */
final class MeteredInputStream extends FilterInputStream {

    private final RsmMetrics metrics;

    MeteredInputStream(InputStream in, RsmMetrics metrics) {
        super(in);
        this.metrics = metrics;
    }

    @Override
    public int read() throws IOException {
        try {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        } catch (IOException e) {
            metrics.streamFailed();
            throw e;
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int n = super.read(target, offset, length);
            count(n);
            return n;
        } catch (IOException e) {
            metrics.streamFailed();
            throw e;
        }
    }

    private void count(int bytes) {
        if (bytes > 0) {
            metrics.moved(Operation.FETCH, bytes);
        }
    }
}
