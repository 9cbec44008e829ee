// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Contents;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A process of its own that uses a store, for tests of what processes do to each other. It says a line when it is ready
 * and goes on when it is told a line.
 */
final class StoreProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader said;

    private StoreProcess(Process process) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
    }

    static StoreProcess start(String task, Path root, String owner, int rounds) throws IOException {
        return start(List.of(), task, root, owner, rounds);
    }

    /** Starts a process that may have only {@code files} files open. */
    static StoreProcess startWithFewFiles(int files, String task, Path root, String owner, int rounds)
            throws IOException {
        return start(List.of("sh", "-c", "ulimit -n " + files + " && exec \"$@\"", "sh"), task, root, owner, rounds);
    }

    private static StoreProcess start(List<String> shell, String task, Path root, String owner, int rounds)
            throws IOException {
        List<String> command = new ArrayList<>(shell);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                StoreProcess.class.getName(),
                task,
                root.toString(),
                owner,
                Integer.toString(rounds)));
        return new StoreProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Returns the next line that the process says. */
    String says() throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new AssertionError("the process ended without saying anything");
        }
        return line;
    }

    void goOn() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append("go\n").flush();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] args) throws IOException {
        String owner = args[2];
        int rounds = Integer.parseInt(args[3]);
        try (FileObjectStore store = FileObjectStore.open(Path.of(args[1]), true, owner)) {
            switch (args[0]) {
                case "stop-half-way" -> stopHalfWay(store);
                case "create" -> create(store, owner, rounds);
                case "count" -> count(store, rounds);
                case "run-out-of-files" -> runOutOfFiles(store, Path.of(args[1]), rounds);
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
        System.out.println("closed");
    }

    private static void sayAndWait(String line) throws IOException {
        System.out.println(line);
        System.out.flush();
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    }

    private static void stopHalfWay(FileObjectStore store) throws IOException {
        store.put(
                new ObjectKey("a/object"),
                Contents.withIncidentHalfWay(new byte[1_000_000], () -> sayAndWait("half")),
                PutMode.createOnly());
        System.out.println("put");
    }

    /** Tries to create one object per round and says how many it was the first to. */
    private static void create(FileObjectStore store, String owner, int rounds) throws IOException {
        sayAndWait("ready");
        int lost = 0;
        for (int i = 0; i < rounds; i++) {
            try {
                store.put(new ObjectKey("race/" + i), Contents.text(owner), PutMode.createOnly());
            } catch (StoreException.PreconditionFailed second) {
                lost++;
            }
        }
        System.out.println(rounds - lost);
    }

    /** Puts while only 0, 1, 2, ... files may be opened; says how many puts failed, and how many of those left something. */
    private static void runOutOfFiles(FileObjectStore store, Path root, int rounds) throws IOException {
        ObjectKey key = new ObjectKey("a/object");
        // What is needed later is loaded while files can be opened.
        store.put(key, Contents.text("text"), PutMode.overwrite());
        store.delete(List.of(key), Deadline.never());
        System.err.println(
                "loaded " + FileErrors.of("test", new FileSystemException("x", null, "Too many open files")));
        int failed = 0;
        int left = 0;
        for (int spare = 0; spare < rounds; spare++) {
            boolean put = false;
            Deque<FileChannel> taken = takeAllButFew(root, spare);
            try {
                store.put(key, Contents.text("text"), PutMode.overwrite());
                put = true;
            } catch (StoreException.Unavailable e) {
                failed++;
            } finally {
                for (FileChannel each : taken) {
                    each.close();
                }
            }
            if (put) {
                store.delete(List.of(key), Deadline.never());
            } else if (Files.exists(root.resolve("a/object"))) {
                left++;
            }
        }
        System.out.println(failed);
        System.out.println(left);
    }

    private static Deque<FileChannel> takeAllButFew(Path root, int spare) throws IOException {
        Deque<FileChannel> taken = new ArrayDeque<>();
        try {
            while (true) {
                taken.push(FileChannel.open(root.resolve("filler"), StandardOpenOption.READ));
            }
        } catch (FileSystemException noneLeft) {
            for (int i = 0; i < spare; i++) {
                taken.pop().close();
            }
            return taken;
        }
    }

    /** Adds one to a number in the store, each round, and says how often it came too late. */
    private static void count(FileObjectStore store, int rounds) throws IOException {
        ObjectKey key = new ObjectKey("counter");
        sayAndWait("ready");
        int late = 0;
        for (int done = 0; done < rounds; ) {
            ObjectVersion version = store.stat(key, Deadline.never()).version();
            ByteBuffer text = ByteBuffer.allocate(20);
            store.readSuffix(key, Deadline.never(), text);
            int number =
                    Integer.parseInt(StandardCharsets.UTF_8.decode(text.flip()).toString());
            try {
                store.put(key, Contents.text(Integer.toString(number + 1)), PutMode.replaceVersion(version));
                done++;
            } catch (StoreException.PreconditionFailed changed) {
                late++;
            }
        }
        System.out.println(late);
    }
}
