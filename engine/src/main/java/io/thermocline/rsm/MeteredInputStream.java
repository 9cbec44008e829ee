// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts what the broker reads of a segment, and how long it waits for that: while the stream is opened and in each read,
 * not in between. The stream is over when it is closed, at its end, or with its first failure.
 */
final class MeteredInputStream extends FilterInputStream {

    private final RsmMetrics metrics;
    private final Operation operation;
    private long nanos;
    private boolean over;

    /**
     * @param nanos how long opening it took
     */
    MeteredInputStream(InputStream in, RsmMetrics metrics, Operation operation, long nanos) {
        super(in);
        this.metrics = metrics;
        this.operation = operation;
        this.nanos = nanos;
        metrics.begun(operation);
    }

    private interface Read {
        int read() throws IOException;
    }

    private int timed(Read read) throws IOException {
        long begin = System.nanoTime();
        boolean failed = true;
        try {
            int result = read.read();
            failed = false;
            return result;
        } finally {
            nanos += System.nanoTime() - begin;
            if (failed) {
                end(false);
            }
        }
    }

    @Override
    public int read() throws IOException {
        int value = timed(in::read);
        count(value < 0 ? -1 : 1);
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = timed(() -> in.read(target, offset, length));
        count(n);
        return n;
    }

    private void count(int bytes) {
        if (bytes > 0) {
            metrics.moved(operation, bytes);
        } else if (bytes < 0) {
            end(true);
        }
    }

    private void end(boolean ok) {
        if (!over) {
            over = true;
            metrics.ended(operation, nanos, ok);
        }
    }

    @Override
    public void close() throws IOException {
        end(true);
        super.close();
    }
}
