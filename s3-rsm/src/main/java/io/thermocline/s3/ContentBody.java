// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.ObjectContent;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * A range of a content as the body of a request: read from its source again each time the SDK asks for it. Remembers
 * what the content itself threw, because the SDK wraps it beyond recognition.
 */
final class ContentBody implements ContentStreamProvider, AutoCloseable {

    private final String doing;
    private final ObjectContent content;
    private final long from;
    private final long length;
    private final BooleanSupplier broken;
    private final S3Meters meters;
    private final BodyTime time;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private InputStream present = InputStream.nullInputStream();

    /**
     * @param doing what the request is about, for messages
     * @param broken asked again and again; once true, the body breaks off
     * @param time of the request; stands still while the content is read
     */
    ContentBody(
            String doing,
            ObjectContent content,
            long from,
            long length,
            BooleanSupplier broken,
            S3Meters meters,
            BodyTime time) {
        this.doing = doing;
        this.content = content;
        this.from = from;
        this.length = length;
        this.broken = broken;
        this.meters = meters;
        this.time = time;
    }

    RequestBody request() {
        return RequestBody.fromContentProvider(this, length, "application/octet-stream");
    }

    /** Throws what the content threw, if it did; an {@code IOException} as a {@link Carried} one. */
    void rethrowFailure() throws StoreException {
        Throwable thrown = failure.get();
        if (thrown instanceof ClosedByInterruptException) {
            Thread.currentThread().interrupt();
            throw new StoreException.Interrupted(doing + " was interrupted", thrown);
        }
        if (thrown instanceof IOException e) {
            throw new Carried(e);
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    /** The SDK asks anew without closing what it had before. */
    @Override
    public InputStream newStream() {
        close();
        try {
            present = new Range(Channels.newInputStream(content.open(from)));
            return present;
        } catch (IOException | RuntimeException | Error e) {
            throw new UncheckedIOException(remembered(e));
        }
    }

    /** Returns what to throw at the SDK, whose HTTP client would close all its connections at an {@code Error}. */
    private IOException remembered(Throwable thrown) {
        failure.compareAndSet(null, thrown);
        return thrown instanceof IOException e ? e : new IOException("the content threw " + thrown, thrown);
    }

    @Override
    public void close() {
        try {
            present.close();
        } catch (IOException e) {
            // It was only read; what there was to be said of it was said then.
            present = InputStream.nullInputStream();
        }
    }

    private final class Range extends OneWayStream {
        private long left = length;

        Range(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int wanted) throws IOException {
            if (broken.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                throw AbortedException.create("the upload was broken off");
            }
            if (left == 0) {
                return -1;
            }
            int n = readContent(target, offset, (int) Math.min(wanted, left));
            left -= n;
            meters.written(n);
            return n;
        }

        private int readContent(byte[] target, int offset, int wanted) throws IOException {
            time.pause();
            try {
                int n = in.read(target, offset, wanted);
                if (n < 0) {
                    throw new StoreException.Failed(
                            "%s: its content has %d bytes, fewer than it said".formatted(doing, from + length - left),
                            null);
                }
                return n;
            } catch (IOException | RuntimeException | Error e) {
                throw remembered(e);
            } finally {
                time.go();
            }
        }
    }
}
