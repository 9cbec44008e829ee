// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Hold;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3Client;

/** Calls to a server that says nothing: when their time is over or their caller gives up, thread and connection are free. */
class SilentServerTest {

    private static final int LENGTH = 300_000;
    private static final ObjectKey KEY = new ObjectKey("segments/object");
    private static final Duration AMPLE = Duration.ofSeconds(30);
    /** Far less than the silence that a connection may keep, far more than ending takes. */
    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    /** Where a server may fall silent. */
    enum Silence {
        BEFORE_THE_ANSWER {
            @Override
            Hold begin(S3Wire wire) {
                return wire.next(S3RequestKind.GET).heldBefore();
            }
        },
        IN_THE_BODY {
            @Override
            Hold begin(S3Wire wire) {
                return wire.next(S3RequestKind.GET).stallsAfter(100_000);
            }
        };

        abstract Hold begin(S3Wire wire);
    }

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final byte[] bytes = new byte[LENGTH];
    private S3ObjectStore store;
    private int idle;

    @BeforeEach
    void open() throws Exception {
        new Random(3).nextBytes(bytes);
        bucket.put(KEY.value(), bytes);
        store = Stores.open(bucket.settings(wire));
        wire.counts().awaitCount(S3RequestKind.LIST_UPLOADS, 1);
        UploadFixture.await(
                "the look for leftovers is over",
                () -> wire.counts().requests().stream().allMatch(request -> request.status() == 200));
        store.read(KEY, 0, Deadline.after(AMPLE), ByteBuffer.allocate(1));
        idle = wire.connections();
        wire.counts().reset();
    }

    @AfterEach
    void close() {
        store.close();
        wire.close();
        bucket.close();
    }

    /** Reads in a thread of its own. */
    private static final class Reading {
        private final Thread thread;
        private volatile Throwable failure;
        private volatile boolean flag;

        Reading(S3ObjectStore store, Deadline deadline) {
            thread = new Thread(() -> run(store, deadline), "reading");
            thread.start();
        }

        private void run(S3ObjectStore store, Deadline deadline) {
            try {
                store.read(KEY, 0, deadline, ByteBuffer.allocate(LENGTH));
            } catch (Throwable t) {
                failure = t;
            }
            flag = Thread.currentThread().isInterrupted();
        }

        void interrupt() {
            thread.interrupt();
        }

        Throwable endsPromptly() throws InterruptedException {
            thread.join(PROMPTLY.toMillis());
            assertThat(thread.isAlive()).as("still reading").isFalse();
            return failure;
        }
    }

    /** The wire notices that a connection is closed when it goes on; one that is not closed would stay. */
    private void theConnectionIsClosed(Hold silent) {
        silent.release();
        long begin = System.nanoTime();
        UploadFixture.await("one connection less is open", () -> wire.connections() < idle);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PROMPTLY);
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsACallAndItsConnectionAtOnce(Silence silence) throws Exception {
        Hold silent = silence.begin(wire);
        Reading reading = new Reading(store, Deadline.after(AMPLE));
        silent.awaitArrival();

        reading.interrupt();

        assertThat(reading.endsPromptly()).isInstanceOf(StoreException.Interrupted.class);
        assertThat(reading.flag).isTrue();
        theConnectionIsClosed(silent);
        assertThat(wire.counts().count(S3RequestKind.GET)).isEqualTo(1);
    }

    /** The SDK notices it by itself, and closes what nobody has read. */
    @Test
    void anInterruptBetweenHeadAndBodyEndsTheCallAtOnce() {
        Hold silent = Silence.IN_THE_BODY.begin(wire);
        ExecutionInterceptor interrupts = new ExecutionInterceptor() {
            @Override
            public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
                Thread.currentThread().interrupt();
            }
        };
        SdkPlugin plugin = client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                .addExecutionInterceptor(interrupts)
                .build());
        try (S3Client s3 = S3Clients.open(Stores.parse(bucket.settings(wire)), 4)) {
            Throwable failure = assertTimeoutPreemptively(
                    PROMPTLY,
                    () -> catchThrowable(() -> s3.getObjectAsBytes(get -> get.bucket(bucket.name())
                            .key(KEY.value())
                            .overrideConfiguration(call -> call.addPlugin(plugin)))));

            assertThat(failure).isInstanceOf(AbortedException.class);
            silent.release();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDeadlineEndsACallAndItsConnection(Silence silence) throws Exception {
        Hold silent = silence.begin(wire);
        Reading reading = new Reading(store, Deadline.after(Duration.ofSeconds(2)));
        silent.awaitArrival();

        assertThat(reading.endsPromptly())
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(KEY.value());
        assertThat(reading.flag).isFalse();
        theConnectionIsClosed(silent);
    }

    @ParameterizedTest
    @EnumSource
    void anAttemptThatIsSilentForTooLongIsFollowedByAnother(Silence silence) throws Exception {
        Hold unused = silence.begin(wire);
        ByteBuffer target = ByteBuffer.allocate(LENGTH);
        long begin = System.nanoTime();

        store.read(KEY, 0, Deadline.after(AMPLE).inAttemptsOf(Duration.ofMillis(500)), target);

        assertThat(target.array()).isEqualTo(bytes);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PROMPTLY);
        assertThat(wire.counts().count(S3RequestKind.GET)).isEqualTo(2);
    }

    @Test
    void aSlowBodyIsReadInAsManyAttemptsAsItTakes() throws Exception {
        wire.every(S3RequestKind.GET).slows(200_000);
        ByteBuffer target = ByteBuffer.allocate(LENGTH);

        store.read(KEY, 0, Deadline.after(AMPLE).inAttemptsOf(Duration.ofMillis(500)), target);

        assertThat(target.array()).isEqualTo(bytes);
        assertThat(wire.counts().count(S3RequestKind.GET)).isGreaterThan(1);
    }

    /** As many connections as wait for an {@code accept} that never comes: further ones are not answered at all. */
    @Test
    void connectingEndsAtTheDeadlineAndAtAnInterrupt() throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 8; i++) {
                SocketChannel connection = SocketChannel.open();
                connection.configureBlocking(false);
                connection.connect(new InetSocketAddress(deaf.getInetAddress(), deaf.getLocalPort()));
                waiting.add(connection);
            }
            Map<String, String> settings = new HashMap<>(bucket.settings(wire));
            settings.put("s3.endpoint", "http://127.0.0.1:" + deaf.getLocalPort());
            settings.put("s3.connect.timeout.ms", "60000");
            try (S3ObjectStore unreachable = Stores.open(settings)) {
                assertThat(new Reading(unreachable, Deadline.after(Duration.ofMillis(300))).endsPromptly())
                        .isInstanceOf(StoreException.Unavailable.class);

                Reading reading = new Reading(unreachable, Deadline.after(AMPLE));
                UploadFixture.await("it connects", () -> isIn(reading.thread, "connect"));
                reading.interrupt();
                assertThat(reading.endsPromptly()).isInstanceOf(StoreException.Interrupted.class);
            }
        } finally {
            for (SocketChannel connection : waiting) {
                connection.close();
            }
        }
    }

    private static boolean isIn(Thread thread, String method) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals(method) && frame.getClassName().endsWith("Socket")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void closingTheStoreWhileACallIsStuckIsPrompt() throws Exception {
        Hold silent = Silence.BEFORE_THE_ANSWER.begin(wire);
        Reading reading = new Reading(store, Deadline.after(AMPLE));
        silent.awaitArrival();

        store.close();

        assertThat(reading.endsPromptly()).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(1)))
                .isInstanceOf(StoreException.Failed.class);
    }
}
