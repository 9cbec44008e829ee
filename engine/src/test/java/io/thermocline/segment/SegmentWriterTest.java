// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thermocline.segment.testing.TestSegment;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentWriterTest {

    @TempDir
    private Path directory;

    private final TestTier tier = new TestTier(4096, CopyVerification.REJECT);
    private TestSegment segment;

    @BeforeEach
    void makeSegment() throws IOException {
        segment = TestSegment.builder().size(50_000).transactions(2).writeTo(directory);
    }

    @AfterEach
    void everyFileIsClosed() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors), "open files can be listed on this system");
        try (Stream<Path> open = Files.list(descriptors)) {
            assertThat(open.map(SegmentWriterTest::targetOf)).noneMatch(file -> file.startsWith(directory.toString()));
        }
    }

    private static String targetOf(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }

    @Test
    void theSameSegmentTwiceGivesTheSameObject() throws IOException {
        SegmentExtent first = tier.write(segment);
        byte[] object = tier.bytes(segment);

        SegmentExtent second = tier.write(segment);

        assertThat(second).isEqualTo(first);
        assertThat(tier.bytes(segment)).isEqualTo(object);
    }

    @Test
    void theExtentIsWhereThePartsAre() throws IOException {
        SegmentExtent extent = tier.write(segment);

        assertThat(extent.tailStart()).isEqualTo(50_000);
        assertThat(extent.footerStart())
                .isEqualTo(50_000
                        + Files.size(segment.files().offsetIndex())
                        + Files.size(segment.files().timeIndex())
                        + 2 * 34);
        assertThat(extent.objectLength()).isEqualTo(tier.bytes(segment).length);
    }

    @Test
    void theCallersBufferIsLeftAlone() throws IOException {
        ByteBuffer epochs = ByteBuffer.allocateDirect(100).position(20);
        epochs.put("0\n1\n4 1200\n".getBytes(StandardCharsets.US_ASCII)).flip().position(20);
        SegmentFiles own = segment.files();
        SegmentFiles files = new SegmentFiles(
                own.log(), own.offsetIndex(), own.timeIndex(), own.transactionIndex(), own.producerSnapshot(), epochs);

        tier.writer().write(segment.key(), segment.description(), files);

        assertThat(epochs.position()).isEqualTo(20);
        assertThat(epochs.limit()).isEqualTo(31);
        assertThat(tier.footer(segment).section(SectionKind.LEADER_EPOCHS))
                .hasValueSatisfying(section -> assertThat(section).hasContent("0\n1\n4 1200\n"));
    }

    @Test
    void filesThatAreRenamedMeanwhileAreCopied() throws Exception {
        byte[] log = segment.log();

        whileThePutIsHeld(() -> {
            for (Path file : files()) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".deleted"));
            }
        });

        assertThat(Arrays.copyOf(tier.bytes(segment), log.length)).isEqualTo(log);
    }

    @Test
    void aFileThatGrowsMeanwhileIsCopiedAsItWas() throws Exception {
        byte[] log = segment.log();

        whileThePutIsHeld(() -> Files.write(segment.files().log(), Arrays.copyOf(log, log.length + 1000)));

        assertThat(tier.footer(segment).blocks().dataLength()).isEqualTo(log.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anIndexThatChangesMeanwhileEndsTheCopy(int file) throws Exception {
        assertSourceChanged(files().get(file), SegmentWriterTest::changed);
    }

    @Test
    void aLogThatChangesBeforeItIsScannedIsDamaged() {
        Path log = segment.files().log();

        assertThatThrownBy(() -> whileThePutIsHeld(() -> Files.write(log, changed(Files.readAllBytes(log)))))
                .isInstanceOf(BrokenSegmentException.class)
                .hasMessageContaining(log.toString());
        assertThat(tier.memory.keys()).isEmpty();
    }

    private static byte[] changed(byte[] bytes) {
        bytes[bytes.length / 2]++;
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aFileThatIsTruncatedMeanwhileEndsTheCopy(int file) throws Exception {
        assertSourceChanged(files().get(file), bytes -> Arrays.copyOf(bytes, bytes.length - 1));
    }

    private interface Change {
        byte[] of(byte[] bytes);
    }

    private void assertSourceChanged(Path file, Change change) {
        assertThatThrownBy(() -> whileThePutIsHeld(() -> Files.write(file, change.of(Files.readAllBytes(file)))))
                .isInstanceOf(SourceChangedException.class)
                .hasMessageContaining(file.toString());
        assertThat(tier.memory.keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aFileThatIsMissingEndsTheCopyBeforeAnythingWasSent(int file) throws IOException {
        Path missing = files().get(file);
        Files.delete(missing);

        assertThatThrownBy(() -> tier.write(segment))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(missing.toString());
        assertThat(tier.requests.summary()).isEqualTo("nothing");
    }

    @Test
    void aBrokenBatchEndsThePutAndIsRefusedBeforeAnythingIsSentFromThenOn() throws IOException {
        byte[] whole = segment.log();
        breakLog();

        assertBrokenBatchIsRefused();
        assertThat(tier.memory.keys()).isEmpty();
        assertRequests("1 put");
        assertBrokenBatchIsRefused();
        assertRequests("nothing");
        Files.write(segment.files().log(), whole);
        tier.write(segment);
        breakLog();
        assertBrokenBatchIsRefused();
        assertRequests("2 put");
    }

    private void assertRequests(String summary) {
        assertThat(tier.requests.summary()).isEqualTo(summary);
        tier.requests.reset();
    }

    private void assertBrokenBatchIsRefused() {
        assertThatThrownBy(() -> tier.write(segment))
                .isInstanceOf(BrokenSegmentException.class)
                .hasMessageContaining(segment.segmentId().toString())
                .hasMessageContaining(segment.files().log().toString())
                .hasMessageContaining("the batch at position 0 has checksum")
                .hasMessageContaining("copy.verify=warn");
    }

    @Test
    void aLogThatEndsWithinABatchIsRefusedBeforeTheObjectsEnd() throws IOException {
        byte[] log = segment.log();
        Files.write(segment.files().log(), Arrays.copyOf(log, log.length + 5));

        assertThatThrownBy(() -> tier.write(segment))
                .isInstanceOf(BrokenSegmentException.class)
                .hasMessageContaining("is cut off");
        assertThat(tier.memory.keys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"WARN", "OFF"})
    void aBrokenBatchIsCopiedAsItIsWhereTheOperatorSaysSo(CopyVerification verification) throws IOException {
        breakLog();
        TestTier lenient = new TestTier(4096, verification);

        lenient.write(segment);

        assertThat(lenient.open(lenient.find(segment), 0, 50_000, 10_000).readAllBytes())
                .isEqualTo(segment.log());
    }

    @Test
    void aLogShorterThanTheBrokerSaysIsRefused() throws IOException {
        SegmentDescription longer = ofSize(segment.description(), 50_001);

        assertThatThrownBy(() -> tier.writer().write(segment.key(), longer, segment.files()))
                .isInstanceOf(BrokenSegmentException.class)
                .hasMessageContaining("50001 bytes");
        assertThat(tier.requests.summary()).isEqualTo("nothing");
    }

    private static SegmentDescription ofSize(SegmentDescription own, long bytes) {
        return new SegmentDescription(
                own.name(),
                own.endOffset(),
                own.maxTimestampMs(),
                own.eventTimestampMs(),
                own.brokerId(),
                bytes,
                own.transactionIndexEmpty(),
                own.leaderEpochs());
    }

    @Test
    void aPutThatFailsLeavesNothingAndCanBeRepeated() throws IOException {
        StoreException failure = new StoreException.Unavailable("away", null);
        IOException unread = new IOException("unreadable");
        long length = tier.write(segment).objectLength();
        byte[] object = tier.bytes(segment);
        tier.memory.delete(tier.memory.keys(), Deadline.never());

        tier.faulty.next(Verb.PUT).failsBefore(failure);
        assertThatThrownBy(() -> tier.write(segment)).isSameAs(failure);
        for (long bytes : new long[] {0, 1, 4096, 50_000, 50_001, length - 1}) {
            tier.faulty.next(Verb.PUT).failsAfterBytes(bytes, unread);
            assertThatThrownBy(() -> tier.write(segment)).isSameAs(unread);
        }

        assertThat(tier.memory.keys()).isEmpty();
        tier.write(segment);
        assertThat(tier.bytes(segment)).isEqualTo(object);
    }

    @Test
    void anInterruptEndsTheCopyLeavesNothingAndKeepsTheFlag() throws Exception {
        assertThat(interrupted(() -> {
                    tier.faulty.next(Verb.PUT).interrupts();
                    tier.write(segment);
                }))
                .isInstanceOf(StoreException.Interrupted.class);
        assertThat(interrupted(() -> {
                    Thread.currentThread().interrupt();
                    tier.write(segment);
                }))
                .isInstanceOf(IOException.class);
        assertThat(tier.memory.keys()).isEmpty();

        tier.write(segment);
    }

    @Test
    void anErrorInTheStoreClosesAllFiles() {
        Error error = new OutOfMemoryError("as if");
        tier.faulty.next(Verb.PUT).failsBefore(error);

        assertThatThrownBy(() -> tier.write(segment)).isSameAs(error);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4095, 16 * 1024 * 1024 + 1, -1})
    void aBlockLengthThatNobodyCouldReadIsRefused(int blockBytes) {
        assertThatThrownBy(() -> new SegmentWriter.Settings(blockBytes, CopyVerification.OFF, "writer", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesThatNobodyCouldReadAreRefused() {
        IntFunction<SegmentWriter.Settings> settings =
                length -> new SegmentWriter.Settings(4096, CopyVerification.OFF, "writer", "x".repeat(length));

        assertThat(settings.apply(1024).cluster()).hasSize(1024);
        assertThatThrownBy(() -> settings.apply(1025)).isInstanceOf(IllegalArgumentException.class);
    }

    private interface Action {
        void run() throws IOException;
    }

    /** Returns what {@code action} threw in a thread that was still interrupted afterwards. */
    private static Throwable interrupted(Action action) throws InterruptedException, ExecutionException {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Throwable> thrown = thread.submit(() -> {
                Throwable throwable = catchThrowable(action::run);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                return throwable;
            });
            return thrown.get();
        } finally {
            thread.shutdown();
        }
    }

    /** Writes the segment, and lets something happen after its indexes were scanned and before anything is sent. */
    private void whileThePutIsHeld(Action action) throws Exception {
        Hold hold = tier.faulty.next(Verb.PUT).heldBefore();
        CompletableFuture<Void> copy = CompletableFuture.runAsync(() -> {
            try {
                tier.write(segment);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        hold.awaitArrival();
        action.run();
        hold.release();
        try {
            copy.join();
        } catch (CompletionException e) {
            throw (Exception) e.getCause();
        }
    }

    private List<Path> files() {
        SegmentFiles files = segment.files();
        return List.of(
                files.log(),
                files.offsetIndex(),
                files.timeIndex(),
                files.transactionIndex().orElseThrow(),
                files.producerSnapshot());
    }

    private void breakLog() throws IOException {
        byte[] log = segment.log();
        log[1000]++;
        Files.write(segment.files().log(), log);
    }
}
