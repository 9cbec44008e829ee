// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.SegmentContent.MemoryPiece;
import io.thermocline.segment.testing.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentContentTest {

    private static final int CHUNK = 100;

    private final Seed seed = Seed.ofThisRun();
    private final Random random = seed.random();
    private byte[] whole;
    private Path path;
    private SourceFile file;
    private SegmentContent content;

    @BeforeEach
    void makeContent(@TempDir Path directory) throws IOException {
        whole = new byte[1234];
        random.nextBytes(whole);
        path = Files.write(directory.resolve("file"), Arrays.copyOf(whole, 1050));
        file = SourceFile.open(path, CHUNK);
        file.scanWhole(ByteBuffer.allocate(1000));
        ByteBuffer empty = ByteBuffer.allocate(0);
        content = new SegmentContent(
                List.of(
                        MemoryPiece.of(empty),
                        file,
                        MemoryPiece.of(ByteBuffer.wrap(whole, 1050, 84).slice()),
                        MemoryPiece.of(empty),
                        MemoryPiece.of(ByteBuffer.wrap(whole, 1134, 100).slice()),
                        MemoryPiece.of(empty)),
                Map.of("name", "value"));
    }

    @AfterEach
    void closeFile() throws IOException {
        file.close();
    }

    @Test
    void aReadingFromAnyPositionIsTheRestHoweverLargeTheBuffers() throws IOException {
        for (int position = 0; position <= whole.length + 1; position++) {
            assertThat(read(content.open(position), 1 + random.nextInt(300)))
                    .as("from position %d; %s", position, seed)
                    .isEqualTo(Arrays.copyOfRange(whole, Math.min(position, whole.length), whole.length));
        }
        assertThat(content.length()).hasValue(whole.length);
        assertThat(content.userMetadata()).containsEntry("name", "value");
    }

    @Test
    void readingsDoNotDisturbEachOther() throws IOException {
        try (ReadableByteChannel first = content.open(0);
                ReadableByteChannel second = content.open(50)) {
            ByteBuffer fromFirst = ByteBuffer.allocate(30);
            ByteBuffer fromSecond = ByteBuffer.allocate(30);
            first.read(fromFirst);
            second.read(fromSecond);
            first.read(fromFirst.clear());

            assertThat(fromFirst.array()).isEqualTo(Arrays.copyOfRange(whole, 30, 60));
            assertThat(fromSecond.array()).isEqualTo(Arrays.copyOfRange(whole, 50, 80));
        }
    }

    @Test
    void aFullBufferIsNoEnd() throws IOException {
        assertThat(content.open(0).read(ByteBuffer.allocate(0))).isZero();
    }

    @Test
    void aClosedReadingSaysSo() throws IOException {
        ReadableByteChannel reading = content.open(0);
        reading.read(ByteBuffer.allocate(10));

        reading.close();

        assertThat(reading.isOpen()).isFalse();
        assertThatThrownBy(() -> reading.read(ByteBuffer.allocate(10))).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void bytesThatChangedAreNeverHandedOut() throws IOException {
        byte[] changed = Arrays.copyOf(whole, 1050);
        changed[555]++;
        Files.write(path, changed);

        for (int bufferBytes : new int[] {1, 10, CHUNK, 3 * CHUNK}) {
            ReadableByteChannel reading = content.open(0);
            ByteBuffer target = ByteBuffer.allocate(bufferBytes);
            for (int read = 0; read < 500; read += target.position()) {
                reading.read(target.clear());
            }
            assertThatThrownBy(() -> reading.read(target.clear()))
                    .isInstanceOf(SourceChangedException.class)
                    .hasMessageContaining("bytes 500 to 599");
            assertThatThrownBy(() -> reading.read(target.clear())).isInstanceOf(SourceChangedException.class);
            assertThat(target.limit()).isEqualTo(bufferBytes);
        }
    }

    @Test
    void aFileThatWasTruncatedHasChanged() throws IOException {
        Files.write(path, Arrays.copyOf(whole, 1049));

        assertThatThrownBy(() -> read(content.open(0), 64))
                .isInstanceOf(SourceChangedException.class)
                .hasMessageContaining("was 1050 bytes long when it was opened and now ends at 1049");
    }

    @Test
    void aFileThatHasGrownIsWhatItWasWhenItWasOpened() throws IOException {
        Files.write(path, Arrays.copyOf(whole, 1100));

        assertThat(read(content.open(0), 64)).isEqualTo(whole);
    }

    private static byte[] read(ReadableByteChannel channel, int bufferBytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(bufferBytes);
        try (channel) {
            while (channel.read(buffer.clear()) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
            }
        }
        return out.toByteArray();
    }
}
