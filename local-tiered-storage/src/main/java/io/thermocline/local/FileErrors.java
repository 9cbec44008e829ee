// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Says what the filesystem's errors are in the terms of the store, and what an operator can do about them. */
final class FileErrors {

    /** The system's words for an error, and what it is to the store. */
    private record Rule(String words, Kind kind, String remedy) {}

    private enum Kind {
        UNAVAILABLE,
        DENIED,
        FAILED
    }

    private static final String MOUNT = "check that the filesystem of local.path is mounted and answers";

    private static final List<Rule> RULES = List.of(
            new Rule("Read-only file system", Kind.DENIED, "mount the filesystem of local.path for writing"),
            new Rule("Operation not permitted", Kind.DENIED, "the filesystem or its permissions do not allow it"),
            new Rule("Too many levels of symbolic links", Kind.DENIED, "no link is followed below local.path"),
            new Rule("Too many open files", Kind.UNAVAILABLE, "raise the limit of open files (ulimit -n)"),
            new Rule("Stale file handle", Kind.UNAVAILABLE, MOUNT),
            new Rule("Input/output error", Kind.UNAVAILABLE, MOUNT + ", and that its disk is sound"),
            new Rule("Transport endpoint is not connected", Kind.UNAVAILABLE, MOUNT),
            new Rule("Connection timed out", Kind.UNAVAILABLE, MOUNT),
            new Rule("Host is down", Kind.UNAVAILABLE, MOUNT),
            new Rule("No route to host", Kind.UNAVAILABLE, MOUNT),
            new Rule("No such device", Kind.UNAVAILABLE, MOUNT),
            new Rule("File name too long", Kind.FAILED, "the filesystem does not allow names of this length"),
            new Rule("Invalid cross-device link", Kind.FAILED, "local.path must lie on one filesystem as a whole"),
            new Rule("No locks available", Kind.FAILED, "mount the filesystem of local.path with file locks"),
            new Rule("Operation not supported", Kind.FAILED, "the filesystem lacks something that the store needs"),
            new Rule("Function not implemented", Kind.FAILED, "the filesystem lacks something that the store needs"));

    private FileErrors() {}

    /** Returns {@code failure}, which ended {@code doing}, as the store's error. */
    static StoreException of(String doing, IOException failure) {
        if (failure instanceof StoreException already) {
            return already;
        }
        if (failure instanceof ClosedByInterruptException
                || failure instanceof FileLockInterruptionException
                || failure instanceof InterruptedIOException) {
            Thread.currentThread().interrupt();
            return new StoreException.Interrupted(doing + " was interrupted", failure);
        }
        String failed = doing + " failed: " + describe(failure);
        if (failure instanceof AccessDeniedException) {
            return new StoreException.Denied(
                    failed + "; give the broker's user all rights on local.path and what is below it", failure);
        }
        if (failure instanceof NoSuchFileException) {
            return new StoreException.Unavailable(failed + "; " + MOUNT, failure);
        }
        for (Rule rule : RULES) {
            if (says(failure, rule.words())) {
                return of(rule, failed + "; " + rule.remedy(), failure);
            }
        }
        return new StoreException.Failed(failed, failure);
    }

    private static StoreException of(Rule rule, String message, IOException failure) {
        return switch (rule.kind()) {
            case UNAVAILABLE -> new StoreException.Unavailable(message, failure);
            case DENIED -> new StoreException.Denied(message, failure);
            case FAILED -> new StoreException.Failed(message, failure);
        };
    }

    /**
     * Returns {@code failure} of writing a file of {@code needed} bytes as the store's error.
     *
     * @param usable how many bytes the filesystem had left afterwards, which tells a full disk in any language
     */
    static StoreException ofWriting(String doing, long needed, long usable, String root, IOException failure) {
        boolean quota = says(failure, "Disk quota exceeded");
        boolean full = says(failure, "No space left on device") || usable < Math.min(needed, 4096);
        boolean tooLarge = says(failure, "File too large");
        if (failure instanceof ClosedByInterruptException || !(quota || full || tooLarge)) {
            return of(doing, failure);
        }
        String why = quota
                ? "the disk quota is used up"
                : tooLarge ? "the file would exceed the largest size allowed" : "the filesystem is full";
        return new StoreException.Failed(
                "%s needs %d bytes, but %s: %d bytes are left at %s; %s"
                        .formatted(
                                doing,
                                needed,
                                why,
                                usable,
                                root,
                                tooLarge
                                        ? "raise the file size limit (ulimit -f)"
                                        : "free or add space there, or shorten the retention"),
                failure);
    }

    /** Returns whether the system said so of {@code failure}. */
    static boolean says(IOException failure, String words) {
        return describe(failure).contains(words);
    }

    private static String describe(IOException failure) {
        if (failure instanceof FileSystemException file) {
            String reason = file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
            return reason + " (" + file.getFile() + ")";
        }
        return String.valueOf(failure.getMessage());
    }
}
