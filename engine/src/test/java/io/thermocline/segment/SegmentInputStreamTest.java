// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thermocline.segment.testing.TestSegment;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentInputStreamTest {

    private static final int BLOCK = 4096;
    private static final int SIZE = 10 * BLOCK + 100;

    private final TestTier tier = new TestTier();
    private final WatchedSource source = new WatchedSource(new StoreBlockSource(tier.store, BLOCK));
    private SegmentObject found;
    private byte[] log;

    @BeforeEach
    void writeSegment(@TempDir Path directory) throws IOException {
        TestSegment segment = TestSegment.builder().size(SIZE).writeTo(directory);
        tier.write(segment);
        found = tier.find(segment);
        log = segment.log();
    }

    @Test
    void aStreamThatFailedThrowsTheSameAgainAndHasReleasedItsCursor() throws IOException {
        StoreException failure = new StoreException.Unavailable("away", null);
        InputStream in = open(0, SIZE);
        in.readNBytes(BLOCK);
        tier.faulty.next(Verb.READ).failsBefore(failure);

        assertThatThrownBy(in::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("position 4096")
                .hasMessageContaining("away")
                .hasCause(failure);
        assertThat(source.closed).isEqualTo(1);
        tier.faulty.heal();
        assertThatThrownBy(in::read).hasMessageContaining("position 4096").hasRootCause(failure);
        assertThatThrownBy(() -> in.read(new byte[10])).hasMessageContaining("position 4096");
        assertThatThrownBy(() -> in.skip(1)).hasMessageContaining("position 4096");
        assertThatThrownBy(in::available).hasMessageContaining("position 4096");
        assertThatThrownBy(in::readAllBytes).hasMessageContaining("position 4096");
    }

    @Test
    void whatIsNoStoreExceptionIsAnIOExceptionTooAndReleasesTheCursor() {
        for (Throwable failure : List.of(new IllegalStateException("a bug"), new OutOfMemoryError("as if"))) {
            tier.faulty.next(Verb.READ).failsBefore(failure);
            InputStream in = open(0, SIZE);

            assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasCause(failure);
        }
        assertThat(source.closed).isEqualTo(2);
    }

    @Test
    void aStreamThatEndedHasReleasedItsCursor() throws IOException {
        InputStream in = open(5, BLOCK);
        in.readNBytes(BLOCK - 5);
        assertThat(source.closed).isZero();

        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.read(new byte[10])).isEqualTo(-1);
        assertThat(in.read(new byte[0])).isZero();

        assertThat(source.closed).isPositive();
    }

    @Test
    void theEndOfTheObjectBeforeTheEndOfTheDataIsAnException() {
        tier.faulty.every(Verb.READ).truncates(5 * BLOCK + 1);

        Throwable thrown = catchThrowable(() -> open(0, SIZE).readAllBytes());

        assertThat(thrown).isInstanceOf(IOException.class).hasCauseInstanceOf(StoreException.TooShort.class);
    }

    @Test
    void aSourceThatEndsBeforeTheRangeIsAnException() {
        BlockSource shorter = (segment, position, end) -> new BlockSource.Cursor() {
            @Override
            public int read(long at, byte[] target, int offset, int length, Deadline deadline) {
                return 0;
            }

            @Override
            public int available(long at) {
                return 0;
            }

            @Override
            public void close() {}
        };

        InputStream in = new SegmentInputStream(found, shorter, 0, SIZE, Deadline::never);

        assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }

    @Test
    void anInterruptIsAnExceptionAndKeepsTheFlag() throws InterruptedException {
        List<Object> seen = new ArrayList<>();
        Thread reader = new Thread(() -> {
            Thread.currentThread().interrupt();
            seen.add(catchThrowable(() -> open(0, SIZE).read()));
            seen.add(Thread.currentThread().isInterrupted());
        });

        reader.start();
        reader.join();

        assertThat(seen.get(0)).isInstanceOf(IOException.class);
        assertThat(((Throwable) seen.get(0)).getCause()).isInstanceOf(StoreException.Interrupted.class);
        assertThat(seen.get(1)).isEqualTo(true);
    }

    @Test
    void aClosedStreamThrows() throws IOException {
        InputStream in = open(0, SIZE);
        in.read();

        in.close();
        in.close();

        assertThat(source.closed).isEqualTo(1);
        assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> in.read(new byte[1])).hasMessageContaining("closed");
        assertThatThrownBy(() -> in.skip(1)).hasMessageContaining("closed");
        assertThatThrownBy(in::available).hasMessageContaining("closed");
    }

    @ParameterizedTest
    @CsvSource({"-1, 10", "11, 10", "0, 41061", "41061, 41061"})
    void aRangeThatIsNotInTheDataIsRefused(long position, long end) {
        assertThatThrownBy(() -> open(position, end)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "4096", "41060"})
    void aRangeOfNoBytesIsAnEmptyStreamThatCostsNothing(long position) throws IOException {
        tier.requests.reset();

        try (InputStream in = open(position, position)) {
            assertThat(in.available()).isZero();
            assertThat(in.skip(10)).isZero();
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.readAllBytes()).isEmpty();
        }

        assertThat(tier.requests.summary()).isEqualTo("nothing");
    }

    @Test
    void skippingGoesToTheEndOfTheRangeAndNoFurther() throws IOException {
        InputStream in = open(100, 2 * BLOCK);

        assertThat(in.skip(0)).isZero();
        assertThat(in.skip(-5)).isZero();
        assertThat(in.skip(50)).isEqualTo(50);
        assertThat(in.read()).isEqualTo(log[150] & 0xff);
        assertThat(in.skip(BLOCK)).isEqualTo(BLOCK);
        assertThat(in.read()).isEqualTo(log[151 + BLOCK] & 0xff);
        assertThat(in.skip(Long.MAX_VALUE)).isEqualTo(2 * BLOCK - 152 - BLOCK);
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void availableIsWhatHasComeWithinTheRange() throws IOException {
        InputStream in = open(10, BLOCK + 20);

        assertThat(in.available()).isZero();
        in.read();
        assertThat(in.available()).isEqualTo(BLOCK + 9);
        in.skip(100);
        assertThat(in.available()).isEqualTo(BLOCK - 91);
        in.readNBytes(BLOCK - 111);
        assertThat(in.available()).isEqualTo(20);
        in.read();
        assertThat(in.available()).isEqualTo(19);
    }

    @Test
    void bytesAreReadIntoTheMiddleOfAnArray() throws IOException {
        byte[] target = new byte[3 * BLOCK];

        int read = open(1, SIZE).read(target, 7, 2 * BLOCK);

        assertThat(read).isEqualTo(2 * BLOCK);
        assertThat(Arrays.copyOfRange(target, 7, 7 + read)).isEqualTo(Arrays.copyOfRange(log, 1, 1 + read));
        assertThat(Arrays.copyOf(target, 7)).containsOnly(0);
        assertThatThrownBy(() -> open(0, 10).read(target, 1, target.length))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void bytesAbove127AreNoEnd() throws IOException {
        int at = 0;
        while (log[at] != -1) {
            at++;
        }

        assertThat(open(at, SIZE).read()).isEqualTo(255);
    }

    @Test
    void oneCallHasOneDeadlineHoweverManyBlocksItCrosses() throws IOException {
        List<Deadline> made = new ArrayList<>();
        InputStream in = new SegmentInputStream(found, source, 0, SIZE, () -> {
            made.add(Deadline.never());
            return Deadline.never();
        });

        in.read(new byte[5 * BLOCK]);
        assertThat(made).hasSize(1);
        in.read(new byte[5 * BLOCK]);

        assertThat(made).hasSize(2);
        assertThat(source.reads).isEqualTo(10);
    }

    private SegmentInputStream open(long position, long end) {
        return new SegmentInputStream(found, source, position, end, Deadline::never);
    }

    /** Counts what is asked of a source's cursors. */
    private static final class WatchedSource implements BlockSource {
        private final BlockSource source;
        private int reads;
        private int closed;

        WatchedSource(BlockSource source) {
            this.source = source;
        }

        @Override
        public Cursor open(SegmentObject segment, long position, long end) {
            Cursor cursor = source.open(segment, position, end);
            return new Cursor() {
                @Override
                public int read(long at, byte[] target, int offset, int length, Deadline deadline)
                        throws StoreException {
                    reads++;
                    return cursor.read(at, target, offset, length, deadline);
                }

                @Override
                public int available(long at) {
                    return cursor.available(at);
                }

                @Override
                public void close() {
                    closed++;
                    cursor.close();
                }
            };
        }
    }
}
