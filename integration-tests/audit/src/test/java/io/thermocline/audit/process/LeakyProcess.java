// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Holds more for each byte that it reads, and then answers with a byte; ends with its input. Connects to the port it is told. */
final class LeakyProcess {

    static final int HEAP_BYTES = 8 * 1024 * 1024;
    static final int DIRECT_BYTES = 4 * 1024 * 1024;
    static final int THREADS = 3;
    static final int FILES = 5;

    /** An object of the plugin, by its package. */
    static final class Held {}

    private LeakyProcess() {}

    public static void main(String[] arguments) throws IOException {
        List<Object> held = new ArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        answer();
        while (System.in.read() >= 0) {
            held.add(new byte[HEAP_BYTES]);
            held.add(ByteBuffer.allocateDirect(DIRECT_BYTES));
            held.add(new Held());
            held.add(new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])));
            for (int i = 0; i < FILES; i++) {
                held.add(new FileInputStream("/proc/self/status"));
            }
            for (int i = 0; i < THREADS; i++) {
                startThread("leak-" + i, never);
            }
            answer();
        }
        never.countDown();
        if (held.size() > Integer.MAX_VALUE - 1) {
            throw new IllegalStateException();
        }
    }

    private static void startThread(String name, CountDownLatch until) {
        Thread thread = new Thread(
                () -> {
                    try {
                        until.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void answer() {
        System.out.write(1);
        System.out.flush();
    }
}
