// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.testing.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed, and processes that use one directory at once. */
class ProcessesTest {

    private static final int ROUNDS = 200;

    @TempDir
    private Path root;

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(".thermocline/tmp"))) {
            return files.sorted().toList();
        }
    }

    private void startAndEnd(String owner) {
        FileObjectStore.open(root, true, owner).close();
    }

    private void killHalfWay(String owner) throws Exception {
        try (StoreProcess killed = StoreProcess.start("stop-half-way", root, owner, 0)) {
            assertThat(killed.says()).isEqualTo("half");
            killed.kill();
        }
    }

    @Test
    void aPutThatWasKilledIsInvisibleAndTheNextStartOfItsOwnerClearsItAway() throws Exception {
        killHalfWay("broker-1");
        assertThat(temporaryFiles()).as("the marker and the half object").hasSize(2);

        try (FileObjectStore store = FileObjectStore.open(root, true, "broker-1")) {
            assertThat(store.list("", Optional.empty(), 10, Deadline.never()).objects())
                    .isEmpty();
            store.put(new ObjectKey("a/object"), Contents.text("anew"), PutMode.createOnly());
        }

        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void whatAnotherOwnerLeftIsKeptForADayByTheFilesystemsClock() throws Exception {
        killHalfWay("broker-1");

        startAndEnd("broker-2");
        assertThat(temporaryFiles()).hasSize(2);
        age(Duration.ofHours(23));
        startAndEnd("broker-2");
        assertThat(temporaryFiles()).hasSize(2);
        age(Duration.ofHours(25));
        startAndEnd("broker-2");

        assertThat(temporaryFiles()).isEmpty();
    }

    private void age(Duration age) throws IOException {
        for (Path file : temporaryFiles()) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
        }
    }

    @Test
    void aProcessWithTheSameOwnersNameThatIsAliveKeepsItsFiles() throws Exception {
        try (StoreProcess twin = StoreProcess.start("stop-half-way", root, "broker-1", 0)) {
            assertThat(twin.says()).isEqualTo("half");

            startAndEnd("broker-1");
            twin.goOn();

            assertThat(twin.says()).isEqualTo("put");
        }
        assertThat(root.resolve("a/object")).hasSize(1_000_000);
    }

    @Test
    void aSecondStoreInTheSameProcessDoesNotEndTheClaimOfTheFirst() throws Exception {
        try (FileObjectStore first = FileObjectStore.open(root, true, "broker-1")) {
            startAndEnd("broker-1");
            Path half = Files.createFile(Path.of(markerOf(first).toString().replace(".live", ".half")));

            try (StoreProcess other = StoreProcess.start("create", root, "broker-1", 0)) {
                assertThat(other.says()).isEqualTo("ready");
                assertThat(half).exists();
            }
        }
    }

    private Path markerOf(FileObjectStore store) throws IOException {
        store.check(Deadline.never());
        return temporaryFiles().stream()
                .filter(file -> file.toString().endsWith(".live"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPutThatFailsBecauseNoMoreFilesCanBeOpenedLeavesNothing() throws Exception {
        Files.createFile(root.resolve("filler"));
        try (StoreProcess poor = StoreProcess.startWithFewFiles(200, "run-out-of-files", root, "broker-1", 10)) {
            int failed = Integer.parseInt(poor.says());
            int left = Integer.parseInt(poor.says());

            assertThat(failed).isBetween(2, 9);
            assertThat(left).isZero();
            assertThat(poor.says()).isEqualTo("closed");
        }
        assertThat(temporaryFiles()).allMatch(file -> file.toString().endsWith(".live"));
    }

    /** A directory that a tool keeps there, say, or what an NFS client keeps of a file that is open elsewhere. */
    @Test
    void whatCannotBeRemovedFromTheTemporaryFilesIsInNobodysWay() throws Exception {
        startAndEnd("broker-1");
        Path foreign = Files.createDirectories(root.resolve(".thermocline/tmp/foreign"));
        Files.createFile(foreign.resolve("file"));
        Files.setLastModifiedTime(foreign, FileTime.from(Instant.EPOCH));
        killHalfWay("broker-1");

        try (FileObjectStore store = FileObjectStore.open(root, true, "broker-1")) {
            store.put(new ObjectKey("a/object"), Contents.text("text"), PutMode.createOnly());
        }

        assertThat(root.resolve("a/object")).hasContent("text");
        assertThat(temporaryFiles()).containsExactly(foreign);
    }

    @Test
    void ofTwoProcessesThatCreateAnObjectExactlyOneWins() throws Exception {
        try (StoreProcess one = StoreProcess.start("create", root, "broker-1", ROUNDS);
                StoreProcess two = StoreProcess.start("create", root, "broker-2", ROUNDS)) {
            startTogether(one, two);

            int won = Integer.parseInt(one.says()) + Integer.parseInt(two.says());

            assertThat(won).isEqualTo(ROUNDS);
        }
    }

    @Test
    void twoProcessesThatReplaceVersionsLoseNoUpdate() throws Exception {
        try (FileObjectStore store = FileObjectStore.open(root, true, "broker-0")) {
            store.put(new ObjectKey("counter"), Contents.text("0"), PutMode.createOnly());
        }
        try (StoreProcess one = StoreProcess.start("count", root, "broker-1", ROUNDS);
                StoreProcess two = StoreProcess.start("count", root, "broker-2", ROUNDS)) {
            startTogether(one, two);
            one.says();
            two.says();
        }

        assertThat(root.resolve("counter")).hasContent(Integer.toString(2 * ROUNDS));
    }

    private static void startTogether(StoreProcess one, StoreProcess two) throws IOException {
        assertThat(one.says()).isEqualTo("ready");
        assertThat(two.says()).isEqualTo("ready");
        one.goOn();
        two.goOn();
    }
}
