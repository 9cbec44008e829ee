// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** An S3 server that can be ended by {@code kill -9} and started again with what it had stored. */
public interface KillableServer extends AutoCloseable {

    S3Server server();

    /** Ends the server without a chance to finish what it does. */
    void kill();

    /** Starts the server again, at the same port, and returns when it serves. */
    void start();

    @Override
    void close();

    /**
     * Returns the one that this JVM's tests use: the server that properties name if {@code thermocline.s3.gateway} says
     * which script kills and starts it, otherwise one in a JVM of its own that keeps its objects in {@code directory}.
     */
    static KillableServer ofTests(Path directory) {
        return Optional.ofNullable(System.getProperty("thermocline.s3.gateway"))
                .<KillableServer>map(Scripted::new)
                .orElseGet(() -> S3Process.in(directory));
    }

    /** A server that a script kills and starts. */
    record Scripted(String script) implements KillableServer {

        @Override
        public S3Server server() {
            return S3Server.ofTests();
        }

        @Override
        public void kill() {
            run("kill");
        }

        @Override
        public void start() {
            run("start");
        }

        private void run(String what) {
            try {
                int code = new ProcessBuilder(script, what)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(new File(System.getProperty("java.io.tmpdir"), "thermocline-gateway.log"))
                        .start()
                        .waitFor();
                if (code != 0) {
                    throw new IllegalStateException(script + " " + what + " ended with code " + code);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while the server's script ran", e);
            }
        }

        @Override
        public void close() {
            // It was there before, and is killed no more.
        }
    }
}
