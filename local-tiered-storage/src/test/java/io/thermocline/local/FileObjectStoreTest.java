// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.Deadline;
import io.thermocline.store.ListedObject;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Contents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileObjectStoreTest {

    private static final Deadline NEVER = Deadline.never();
    private static final ObjectKey KEY = new ObjectKey("segments/topic/1.seg");

    @TempDir
    private Path directory;

    private Path root;
    private FileObjectStore store;

    @BeforeEach
    void open() throws IOException {
        root = directory.toRealPath().resolve("tier");
        store = FileObjectStore.open(root, true, "broker-1");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ObjectVersion put(ObjectKey key, String text) throws IOException {
        return store.put(key, Contents.text(text), PutMode.overwrite());
    }

    private List<String> keys() throws IOException {
        return store.list("", Optional.empty(), 100, NEVER).objects().stream()
                .map(ListedObject::key)
                .map(ObjectKey::value)
                .toList();
    }

    /** Returns all files below the root that are not the store's own. */
    private List<String> filesBesidesTheStoresOwn() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> !name.isEmpty() && !name.startsWith(RootDirectory.RESERVED))
                    .sorted()
                    .toList();
        }
    }

    private List<String> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(".thermocline/tmp"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".live"))
                    .toList();
        }
    }

    @Test
    void anObjectIsOneFileWithExactlyItsBytesUnderItsKey() throws IOException {
        store.put(KEY, Contents.text("text"), PutMode.createOnly());
        put(KEY, "other text");

        assertThat(filesBesidesTheStoresOwn()).containsExactly("segments", "segments/topic", "segments/topic/1.seg");
        assertThat(root.resolve(KEY.value())).hasContent("other text");
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void nobodyButTheOwnerMayLookAtFilesAndDirectories() throws IOException {
        put(KEY, "text");

        for (String name : List.of("", ".thermocline", "segments", "segments/topic")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(name))))
                    .isEqualTo("rwx------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(KEY.value()))))
                .isEqualTo("rw-------");
    }

    @Test
    void deletingTheLastObjectRemovesTheDirectoriesAboveItButNotTheRoot() throws IOException {
        put(KEY, "text");
        put(new ObjectKey("segments/other/1.seg"), "text");

        store.delete(List.of(KEY), NEVER);
        assertThat(filesBesidesTheStoresOwn()).containsExactly("segments", "segments/other", "segments/other/1.seg");
        store.delete(List.of(new ObjectKey("segments/other/1.seg")), NEVER);

        assertThat(filesBesidesTheStoresOwn()).isEmpty();
        assertThat(root).isDirectory();
    }

    @Test
    void anEmptyDirectoryThatACrashLeftIsInNobodysWay() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.createDirectories(root.resolve("c/d"));

        put(new ObjectKey("a/b"), "overwritten");
        store.put(new ObjectKey("c/d"), Contents.text("created"), PutMode.createOnly());

        assertThat(keys()).containsExactly("a/b", "c/d");
    }

    @Test
    void aFailedPutLeavesNeitherAFileNorADirectoryInTheWay() {
        ObjectContent failing = Contents.withIncidentHalfWay(new byte[1_000_000], () -> {
            throw new IOException("source lost");
        });

        assertThatThrownBy(() -> store.put(KEY, failing, PutMode.createOnly())).hasMessage("source lost");

        assertThat(filesIgnoringErrors()).isEmpty();
    }

    private List<String> filesIgnoringErrors() {
        try {
            return Stream.concat(filesBesidesTheStoresOwn().stream(), temporaryFiles().stream())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anInterruptedPutRemovesItsTemporaryFileThoughTheFlagIsSet() {
        Thread caller = Thread.currentThread();
        ObjectContent interrupting = Contents.withIncidentHalfWay(new byte[1_000_000], caller::interrupt);

        assertThatThrownBy(() -> store.put(KEY, interrupting, PutMode.createOnly()))
                .isInstanceOf(StoreException.Interrupted.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(filesIgnoringErrors()).isEmpty();
    }

    @Test
    void versionsSurviveTheProcessThatGaveThem() throws IOException {
        ObjectVersion version = put(KEY, "text");
        store.close();
        open();

        assertThat(store.stat(KEY, NEVER).version()).isEqualTo(version);
    }

    @Test
    void anObjectThatCameWithoutAVersionHasTheDigestOfItsBytes() throws IOException {
        put(KEY, "text");
        Path copied = Files.writeString(root.resolve("copied"), "text");
        ObjectKey key = new ObjectKey("copied");

        ObjectVersion first = store.stat(key, NEVER).version();
        Files.writeString(copied, "tex2");
        ObjectVersion second = store.stat(key, NEVER).version();
        store.put(key, Contents.text("third"), PutMode.replaceVersion(second));

        assertThat(first).isNotEqualTo(second);
        assertThat(copied).hasContent("third");
    }

    @Test
    void theStoresOwnAndTheFilesystemsNamesCannotBeKeys() throws IOException {
        Files.createDirectory(root.resolve("lost+found"));
        for (String key : List.of(".thermocline", ".thermocline/tmp/x", "lost+found/x", "a/.nfs0001")) {
            assertThatThrownBy(() -> put(new ObjectKey(key), "text"))
                    .isInstanceOf(StoreException.Failed.class)
                    .hasMessageContaining(key);
        }
        assertThat(keys()).isEmpty();
        assertThat(store.list(".thermocline/", Optional.empty(), 10, NEVER).objects())
                .isEmpty();
    }

    @Test
    void noKeyLeadsOutOfTheRootThroughALinkedDirectory() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path secret = Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("a"), outside);
        ObjectKey key = new ObjectKey("a/secret");

        assertDenied(() -> store.read(key, 0, NEVER, ByteBuffer.allocate(1)));
        assertDenied(() -> store.readSuffix(key, NEVER, ByteBuffer.allocate(1)));
        assertDenied(() -> store.stat(key, NEVER));
        assertDenied(() -> store.delete(List.of(key), NEVER));
        assertDenied(() -> put(key, "changed"));
        assertDenied(() -> store.put(new ObjectKey("a/new"), Contents.text("x"), PutMode.createOnly()));
        assertDenied(() -> store.list("a/", Optional.empty(), 10, NEVER));

        assertThat(keys()).isEmpty();
        assertThat(secret).hasContent("secret");
        assertThat(outside).isDirectoryNotContaining("glob:**/new");
    }

    @Test
    void noKeyLeadsOutOfTheRootThroughALinkedFile() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("a"), secret);
        ObjectKey key = new ObjectKey("a");

        assertDenied(() -> store.read(key, 0, NEVER, ByteBuffer.allocate(1)));
        assertDenied(() -> store.stat(key, NEVER));
        assertDenied(() -> store.delete(List.of(key), NEVER));
        assertDenied(() -> put(key, "changed"));

        assertThat(keys()).isEmpty();
        assertThat(secret).hasContent("secret");
    }

    private static void assertDenied(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StoreException.Denied.class).hasMessageContaining("symbolic link");
    }

    @Test
    void aListingPassesByWhatNoKeyCanName() throws IOException {
        put(KEY, "text");
        Files.writeString(root.resolve("back\\slash"), "foreign");
        Files.createDirectories(root.resolve("control\u0001/below"));

        assertThat(keys()).containsExactly(KEY.value());
    }

    @Test
    void aRootThatIsGoneAfterTheStartIsUnavailableAndNeverMadeAgain() throws IOException {
        put(KEY, "text");
        Files.move(root, directory.resolve("unmounted"));
        Files.createDirectory(root);

        assertUnavailable(() -> store.read(KEY, 0, NEVER, ByteBuffer.allocate(1)));
        assertUnavailable(() -> store.stat(KEY, NEVER));
        assertUnavailable(() -> store.list("", Optional.empty(), 10, NEVER));
        assertUnavailable(() -> store.delete(List.of(KEY), NEVER));
        assertUnavailable(() -> put(KEY, "text"));
        assertUnavailable(() -> store.check(NEVER));
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files).isEmpty();
        }

        Files.delete(root);
        assertUnavailable(() -> put(KEY, "text"));
        assertThat(root).doesNotExist();

        Files.move(directory.resolve("unmounted"), root);
        assertThat(keys()).containsExactly(KEY.value());
    }

    private void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StoreException.Unavailable.class).hasMessageContaining(root.toString());
    }

    @Test
    void aMissingRootThatMayNotBeCreatedIsUnavailableUntilItComes() throws IOException {
        Path mount = directory.resolve("mount/tier");
        try (FileObjectStore late = FileObjectStore.open(mount, false, "broker-1")) {
            assertThatThrownBy(() -> late.check(NEVER))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining(mount.toString());
            assertThat(mount).doesNotExist();

            Files.createDirectories(mount);
            late.check(NEVER);
            late.put(KEY, Contents.text("text"), PutMode.createOnly());

            assertThat(mount.resolve(KEY.value())).hasContent("text");
        }
    }

    @Test
    void theRootItselfMayBeALink() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), root);
        put(KEY, "text");

        try (FileObjectStore linked = FileObjectStore.open(link, true, "broker-2")) {
            assertThat(linked.stat(KEY, NEVER).length()).isEqualTo(4);
        }
    }

    @Test
    void theCheckLeavesNothingBehind() throws IOException {
        store.check(NEVER);

        assertThat(filesBesidesTheStoresOwn()).isEmpty();
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void aKeyOfTheGreatestLengthIsStored() throws IOException {
        ObjectKey longest = new ObjectKey("e".repeat(255) + "/" + "f".repeat(255) + "/" + "g".repeat(255));

        put(longest, "text");

        assertThat(keys()).containsExactly(longest.value());
    }

    @Test
    void aPutThatWasInterruptedTooLateSucceedsAndKeepsTheFlag() throws IOException {
        Directories directories = new Directories(root);
        Path staged = Files.write(root.resolve(".thermocline/tmp/staged"), "text".getBytes(StandardCharsets.UTF_8));

        Thread.currentThread().interrupt();
        Publication.of(directories, KEY, staged, root.resolve(KEY.value())).create();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(root.resolve(KEY.value())).hasContent("text");
    }

    @Test
    void aLinkWhoseAnswerWasLostIsRecognizedByTheFileThatHasTheName() throws IOException {
        Directories directories = new Directories(root);
        Path staged = Files.writeString(root.resolve(".thermocline/tmp/staged"), "text");
        Path target = root.resolve("object");
        Files.createLink(target, staged);

        Publication.of(directories, new ObjectKey("object"), staged, target).create();

        assertThat(target).hasContent("text");
    }

    @Test
    void aRenameWhoseAnswerWasLostIsRecognizedByTheFileThatHasTheName() throws IOException {
        Path staged = Files.writeString(root.resolve(".thermocline/tmp/staged"), "text");
        Path target = root.resolve("object");
        Publication publication = Publication.of(new Directories(root), new ObjectKey("object"), staged, target);
        Files.move(staged, target);

        publication.replace();

        assertThat(target).hasContent("text");
    }

    @Test
    void aTemporaryFileThatIsGoneMakesAPutUnavailableAndHarmsNothing() throws IOException {
        put(KEY, "old");
        Path staged = Files.writeString(root.resolve(".thermocline/tmp/staged"), "text");
        Publication publication = Publication.of(new Directories(root), KEY, staged, root.resolve(KEY.value()));
        Files.delete(staged);

        assertThatThrownBy(publication::replace)
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("staged");
        assertThat(root.resolve(KEY.value())).hasContent("old");
    }
}
