// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.cache.memory.OffHeapMemory.Piece;
import io.thermocline.store.testing.Seed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffHeapMemoryTest {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    private final OffHeapMemory memory = new OffHeapMemory(64 * MIB);

    /** Grows until there is room. */
    private static Optional<Piece> allocate(OffHeapMemory memory, int length) {
        Optional<Piece> piece = memory.allocate(length);
        while (piece.isEmpty() && memory.mayGrow()) {
            memory.grow(memory.newSlab());
            piece = memory.allocate(length);
        }
        return piece;
    }

    private Optional<Piece> allocate(int length) {
        return allocate(memory, length);
    }

    @Test
    void blocksOfTheDefaultLengthFillAllOfIt() {
        for (int i = 0; i < 256; i++) {
            assertThat(allocate(256 * KIB)).isPresent();
        }

        assertThat(allocate(1)).isEmpty();
        assertThat(memory.used()).isEqualTo(64 * MIB);
        assertThat(memory.taken()).isEqualTo(64 * MIB);
    }

    @Test
    void itIsTakenFromTheJvmAsItIsNeeded() {
        assertThat(memory.taken()).isZero();

        allocate(4 * KIB);

        assertThat(memory.taken()).isEqualTo(16 * MIB);
    }

    @Test
    void aBoundBelowASlabIsKept() {
        OffHeapMemory small = new OffHeapMemory(5 * MIB);

        assertThat(allocate(small, 4 * MIB)).isPresent();
        assertThat(allocate(small, 4 * KIB)).isEmpty();
        assertThat(small.couldHold(4 * MIB + 1)).isFalse();
        assertThat(new OffHeapMemory(1000).couldHold(1)).isFalse();
    }

    @Test
    void whatIsFreedIsPutTogetherAgain() {
        List<Piece> pieces = new ArrayList<>();
        for (Optional<Piece> p = allocate(4 * KIB); p.isPresent(); p = allocate(4 * KIB)) {
            pieces.add(p.get());
        }
        assertThat(allocate(4 * KIB)).isEmpty();

        pieces.forEach(memory::free);

        assertThat(memory.used()).isZero();
        for (int i = 0; i < 4; i++) {
            assertThat(allocate(16 * MIB)).isPresent();
        }
    }

    @Test
    void piecesOfAllLengthsNeverOverlapAndTheirBytesStay() {
        Random random = Seed.random();
        List<Piece> pieces = new ArrayList<>();
        List<Integer> marks = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (pieces.isEmpty() || random.nextInt(3) > 0) {
                int length = 1 + (int) Math.pow(2, 24 * random.nextDouble());
                allocate(length).ifPresent(piece -> {
                    int mark = random.nextInt();
                    assertThat(piece.bytes()).isGreaterThanOrEqualTo(length);
                    piece.buffer(piece.bytes()).putInt(0, mark).putInt(piece.bytes() - 4, mark);
                    pieces.add(piece);
                    marks.add(mark);
                });
            } else {
                int which = random.nextInt(pieces.size());
                Piece piece = pieces.remove(which);
                int mark = marks.remove(which);
                ByteBuffer bytes = piece.buffer(piece.bytes());
                assertThat(bytes.getInt(0)).isEqualTo(mark);
                assertThat(bytes.getInt(piece.bytes() - 4)).isEqualTo(mark);
                memory.free(piece);
            }
        }
        assertThat(memory.used())
                .isEqualTo(pieces.stream().mapToLong(Piece::bytes).sum());
    }
}
