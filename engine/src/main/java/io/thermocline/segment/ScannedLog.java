// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.segment.SegmentContent.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/**
 * A log segment on its way into an object. Its record batches can be followed only in order, but its parts are sent side by
 * side: so its chunks are scanned in order, by whoever first wants one that was not, which may be one far behind. A chunk
 * that is wanted just when its turn has come is read once, for both.
 *
 * <p>Nobody gets a chunk before it was scanned, nor other bytes than were. A flaw that is not tolerated, or a failure to
 * read, is what everybody gets from then on who wants more.
 */
final class ScannedLog implements Piece {

    /** Judges what is wrong with a log. */
    interface Judge {
        /**
         * @param batches how many whole batches come before the flaw
         * @throws BrokenSegmentException if it is not tolerated
         */
        void found(RecordBatchScanner.Flaw flaw, long batches) throws BrokenSegmentException;
    }

    private final SourceFile file;
    private final ByteBuffer buffer;
    private final RecordBatchScanner batches;
    private final Optional<Judge> judge;

    private volatile int scanned;
    private boolean judged;
    private IOException failure;

    /**
     * @param buffer for bytes that were not wanted yet, as long as this is used
     * @param judge empty if batches are not to be looked at
     */
    ScannedLog(SourceFile file, ByteBuffer buffer, Optional<Judge> judge) {
        this.file = file;
        this.buffer = buffer;
        this.judge = judge;
        this.batches = new RecordBatchScanner(file.length());
    }

    @Override
    public long length() {
        return file.length();
    }

    @Override
    public int chunkBytes() {
        return file.chunkBytes();
    }

    @Override
    public int chunkLength(int chunk) {
        return file.chunkLength(chunk);
    }

    @Override
    public void readChunk(int chunk, ByteBuffer target) throws IOException {
        while (scanned <= chunk) {
            // The lock is let go after each chunk: whoever waits for that one need not wait for more.
            synchronized (this) {
                if (scanned == chunk) {
                    scanNext(target);
                    return;
                }
                if (scanned < chunk) {
                    scanNext(buffer);
                }
            }
        }
        file.readChunk(chunk, target);
    }

    /**
     * Scans what was not scanned, and returns the checksums of all blocks.
     *
     * @param blockBytes their length, a multiple of that of the chunks
     */
    synchronized int[] scanToEnd(int blockBytes) throws IOException {
        while (scanned < file.chunks()) {
            scanNext(buffer);
        }
        unlessFailed(() -> judge(batches.finish()));
        return BlockChecksums.of(file.chunkChecksums(), file.length(), file.chunkBytes(), blockBytes);
    }

    private void scanNext(ByteBuffer room) throws IOException {
        unlessFailed(() -> {
            file.scanChunk(scanned, room, this::follow);
            judge(batches.flaw());
        });
        scanned++;
    }

    private interface Step {
        void take() throws IOException;
    }

    /** Takes a step unless one has failed: what was followed in part, or refused, is not followed again. */
    private void unlessFailed(Step step) throws IOException {
        if (failure != null) {
            throw failure instanceof ClosedChannelException ? new ClosedChannelException() : failure;
        }
        try {
            step.take();
        } catch (IOException e) {
            failure = e;
            throw e;
        } catch (RuntimeException | Error e) {
            failure = new IOException("scanning %s failed: %s".formatted(file, e), e);
            throw e;
        }
    }

    private void follow(ByteBuffer bytes) {
        if (judge.isPresent()) {
            batches.feed(bytes);
        }
    }

    private void judge(Optional<RecordBatchScanner.Flaw> flaw) throws BrokenSegmentException {
        if (!judged && flaw.isPresent() && judge.isPresent()) {
            judged = true;
            judge.get().found(flaw.get(), batches.batches());
        }
    }
}
