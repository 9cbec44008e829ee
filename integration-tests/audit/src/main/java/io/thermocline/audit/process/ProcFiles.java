// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What Linux knows of a process. */
final class ProcFiles {

    private static final String DELETED = " (deleted)";

    private ProcFiles() {}

    /** Returns the open descriptors by what they are. */
    static Map<String, Integer> descriptors(long processId) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/" + processId + "/fd"))) {
            for (Path link : links) {
                try {
                    counts.merge(kind(Files.readSymbolicLink(link).toString()), 1, Integer::sum);
                } catch (NoSuchFileException closedMeanwhile) {
                    continue;
                }
            }
        }
        return counts;
    }

    private static String kind(String target) {
        if (target.startsWith("/")) {
            return target.endsWith(DELETED) ? "deleted file" : "file";
        }
        return target.replaceFirst(":?\\[.*", "");
    }

    /** Returns how much memory the process has in use. */
    static long residentBytes(long processId) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + processId + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("the process " + processId + " has ended");
    }
}
