// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "Read-only file system, Denied, for writing",
        "Operation not permitted, Denied, permissions",
        "Too many open files, Unavailable, ulimit -n",
        "Stale file handle, Unavailable, mounted",
        "Input/output error, Unavailable, disk",
        "File name too long, Failed, length",
        "No locks available, Failed, file locks",
        "Something new, Failed, Something new"
    })
    void whatTheSystemSaysIsAnErrorOfTheStoreWithARemedy(String words, String kind, String remedy) {
        StoreException error =
                FileErrors.of("reading object a/b", new FileSystemException("/mnt/tier/a/b", null, words));

        assertThat(error.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(error).hasMessageContainingAll("reading object a/b", "/mnt/tier/a/b", words, remedy);
    }

    @Test
    void aFileThatTheUserMayNotTouchIsDenied() {
        StoreException error = FileErrors.of("reading object a", new AccessDeniedException("/mnt/tier/a"));

        assertThat(error).isInstanceOf(StoreException.Denied.class).hasMessageContaining("the broker's user");
    }

    @Test
    void aPathThatIsGoneWhereOneMustBeIsUnavailable() {
        StoreException error = FileErrors.of("putting object a", new NoSuchFileException("/mnt/tier/.thermocline"));

        assertThat(error).isInstanceOf(StoreException.Unavailable.class).hasMessageContaining("mounted");
    }

    @Test
    void aChannelClosedByAnInterruptIsAnInterruptAndTheFlagIsSet() {
        StoreException error = FileErrors.of("reading object a", new ClosedByInterruptException());

        assertThat(error).isInstanceOf(StoreException.Interrupted.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anErrorOfTheStorePassesAsItIs() {
        StoreException error = new StoreException.Corrupt("corrupt");

        assertThat(FileErrors.of("reading object a", error)).isSameAs(error);
    }

    @ParameterizedTest
    @CsvSource({
        "No space left on device, 1000000, full",
        "Kein Speicherplatz mehr auf dem Datentr\u00e4ger, 0, full",
        "Disk quota exceeded, 1000000, quota",
        "File too large, 1000000, ulimit -f"
    })
    void aFileThatDoesNotFitSaysHowMuchItNeeds(String words, long usable, String why) {
        StoreException error =
                FileErrors.ofWriting("putting object a", 123_456, usable, "/mnt/tier", new IOException(words));

        assertThat(error)
                .isInstanceOf(StoreException.Failed.class)
                .hasMessageContainingAll("putting object a", "123456 bytes", "/mnt/tier", why);
    }

    @Test
    void anErrorOfWritingThatIsNotAboutSpaceIsLikeAnyOther() {
        StoreException error = FileErrors.ofWriting(
                "putting object a", 10, 1_000_000, "/mnt/tier", new IOException("Input/output error"));

        assertThat(error).isInstanceOf(StoreException.Unavailable.class);
    }
}
