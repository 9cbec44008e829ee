// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Linux knows of a process. */
final class ProcFiles {

    private static final String SOCKET = "socket:[";
    private static final String FREED = "0";
    /** The columns of /proc/net/tcp: the address at the other end, and the number of the socket. */
    private static final int REMOTE = 2;

    private static final int INODE = 9;

    private ProcFiles() {}

    /** Returns what each open descriptor leads to, as the system names it. */
    static List<String> descriptors(long processId) throws IOException {
        List<String> targets = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/" + processId + "/fd"))) {
            for (Path link : links) {
                try {
                    targets.add(Files.readSymbolicLink(link).toString());
                } catch (NoSuchFileException closedMeanwhile) {
                    continue;
                }
            }
        }
        return targets;
    }

    /** Returns how many of these descriptors are TCP connections, by the port at the other end. */
    static Map<Integer, Integer> connections(long processId, List<String> descriptors) throws IOException {
        Map<String, Integer> ports = new HashMap<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + processId + "/net/" + table))) {
                String[] columns = line.trim().split("\\s+");
                if (columns.length > INODE && !columns[INODE].equals(FREED) && columns[REMOTE].contains(":")) {
                    String port = columns[REMOTE].substring(columns[REMOTE].indexOf(':') + 1);
                    ports.put(SOCKET + columns[INODE] + "]", Integer.parseInt(port, 16));
                }
            }
        }
        Map<Integer, Integer> counts = new HashMap<>();
        for (String descriptor : descriptors) {
            // What listens has no other end: port 0.
            int port = ports.getOrDefault(descriptor, 0);
            if (port > 0) {
                counts.merge(port, 1, Integer::sum);
            }
        }
        return counts;
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
