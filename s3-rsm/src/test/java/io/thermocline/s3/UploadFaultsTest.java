// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.WireFault;
import io.thermocline.s3.testing.WireRequest;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.TappedContent;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that can happen to the requests of an upload, to each in turn, once and again and again. */
class UploadFaultsTest extends UploadFixture {

    private static final int ATTEMPTS = 3;

    /** What happens to a request. */
    enum Trouble {
        REFUSED,
        MALFORMED,
        INTERNAL_ERROR,
        SLOW_DOWN,
        RESET_BEFORE,
        RESET_IN_THE_BODY,
        LOST_ANSWER;

        private void strike(WireFault fault) {
            switch (this) {
                case REFUSED -> fault.answers(403, "AccessDenied");
                case MALFORMED -> fault.answers(400, "InvalidRequest");
                case INTERNAL_ERROR -> fault.answers(500, "InternalError");
                case SLOW_DOWN -> fault.answersSlowDown();
                case RESET_BEFORE -> fault.resetsBefore();
                case RESET_IN_THE_BODY -> fault.resetsRequestAfter(100);
                case LOST_ANSWER -> fault.losesAnswer();
            }
        }

        boolean isWorthARetry() {
            return this != REFUSED && this != MALFORMED;
        }
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("s3.max.attempts", Integer.toString(ATTEMPTS));
        return settings;
    }

    private static boolean isOfAnUpload(WireRequest request) {
        return Stream.of(S3RequestKind.PUT, S3RequestKind.CREATE_UPLOAD, S3RequestKind.PART, S3RequestKind.COMPLETE)
                .anyMatch(kind -> kind.test(request));
    }

    /** The requests of an object in parts, in the order in which they are begun; 0 is the one of a small object. */
    static Stream<Arguments> eachRequest() {
        return Stream.of(Trouble.values())
                .flatMap(trouble -> IntStream.rangeClosed(0, PARTS + 2).mapToObj(n -> Arguments.of(trouble, n)));
    }

    @ParameterizedTest
    @MethodSource("eachRequest")
    void aFaultOfOneRequestIsMadeUpForOrLeavesNothing(Trouble trouble, int n) throws Exception {
        byte[] bytes = n == 0 ? small : large;
        trouble.strike(wire.nth(Math.max(1, n), UploadFaultsTest::isOfAnUpload));

        if (trouble.isWorthARetry()) {
            put(bytes);
        } else {
            assertThatThrownBy(() -> put(bytes))
                    .isInstanceOf(
                            trouble == Trouble.REFUSED ? StoreException.Denied.class : StoreException.Failed.class)
                    .hasMessageContaining(KEY.value());
            nothingIsLeft();
            put(bytes);
        }

        theObjectIs(bytes);
    }

    static Stream<Arguments> eachKindOfRequest() {
        return Stream.of(Trouble.values())
                .filter(Trouble::isWorthARetry)
                .flatMap(trouble -> Stream.of(
                                S3RequestKind.PUT,
                                S3RequestKind.CREATE_UPLOAD,
                                S3RequestKind.PART,
                                S3RequestKind.COMPLETE)
                        // A beginning has no body that could be broken off.
                        .filter(kind -> trouble != Trouble.RESET_IN_THE_BODY || kind != S3RequestKind.CREATE_UPLOAD)
                        .map(kind -> Arguments.of(trouble, kind)));
    }

    @ParameterizedTest
    @MethodSource("eachKindOfRequest")
    void aFaultThatPersistsUsesUpTheRetriesAndLeavesNothing(Trouble trouble, S3RequestKind kind) throws Exception {
        byte[] bytes = kind == S3RequestKind.PUT ? small : large;
        trouble.strike(wire.every(kind));

        boolean commit = kind == S3RequestKind.PUT || kind == S3RequestKind.COMPLETE;
        if (trouble == Trouble.LOST_ANSWER && commit) {
            put(bytes);
            theObjectIs(bytes);
            return;
        }
        assertThatThrownBy(() -> put(bytes))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(KEY.value())
                .hasMessageContaining("attempt " + ATTEMPTS);
        nothingIsLeft();

        wire.heal();
        put(bytes);
        theObjectIs(bytes);
    }

    @Test
    void anErrorInTheBodyOfASuccessfulAnswerIsAnError() throws Exception {
        wire.next(S3RequestKind.COMPLETE).answers(200, "InternalError");
        put(large);
        theObjectIs(large);
        store.delete(List.of(KEY), Deadline.never());

        wire.every(S3RequestKind.COMPLETE).answers(200, "InternalError");
        assertThatThrownBy(() -> put(large)).isInstanceOf(StoreException.Unavailable.class);

        nothingIsLeft();
    }

    @Test
    void anUploadThatSomebodyElseAbortsFailsAndSaysSo() throws Exception {
        wire.next(S3RequestKind.COMPLETE).answers(404, "NoSuchUpload");

        assertThatThrownBy(() -> put(large))
                .isInstanceOf(StoreException.Failed.class)
                .hasMessageContaining("AbortIncompleteMultipartUpload");

        nothingIsLeft();
    }

    /** What a content throws. */
    enum Thrown {
        IO(IOException.class),
        RUNTIME(IllegalStateException.class),
        MEMORY(OutOfMemoryError.class);

        private final Class<? extends Throwable> type;

        Thrown(Class<? extends Throwable> type) {
            this.type = type;
        }

        private void happen() throws IOException {
            switch (this) {
                case IO -> throw new IOException("source lost");
                case RUNTIME -> throw new IllegalStateException("source lost");
                case MEMORY -> throw new OutOfMemoryError("source lost");
            }
        }
    }

    /** Returns the bytes as a content that throws when it is read from {@code position} on. */
    private static ObjectContent throwingAt(byte[] bytes, long position, Thrown thrown) {
        ObjectContent content = ObjectContent.of(bytes);
        return new ObjectContent() {
            @Override
            public OptionalLong length() {
                return content.length();
            }

            @Override
            public ReadableByteChannel open(long from) throws IOException {
                if (from > position) {
                    return content.open(from);
                }
                long[] left = {position - from};
                TappedContent.Tap tap = new TappedContent.Tap() {
                    @Override
                    public int admit(int wanted) throws IOException {
                        if (left[0] == 0) {
                            thrown.happen();
                        }
                        return (int) Math.min(wanted, left[0]);
                    }

                    @Override
                    public void passed(int n) {
                        left[0] -= n;
                    }
                };
                return new TappedContent(content, tap).open(from);
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void aContentThatThrowsInAnyPartLeavesNothing(Thrown thrown) throws Exception {
        for (int part = -1; part < PARTS; part++) {
            byte[] bytes = part < 0 ? small : large;
            ObjectContent content = throwingAt(bytes, Math.max(0, part) * (long) PART_BYTES + 50, thrown);

            assertThatThrownBy(() -> store.put(KEY, content, PutMode.overwrite()))
                    .isExactlyInstanceOf(thrown.type)
                    .hasMessage("source lost");
            nothingIsLeft();
        }
        put(large);
        theObjectIs(large);
    }
}
