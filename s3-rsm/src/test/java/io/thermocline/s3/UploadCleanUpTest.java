// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.WireFault;
import io.thermocline.s3.testing.WireRequest;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.testing.Hold;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that will not be completed, by an interrupt, an outage, the end of the store or of its process. */
class UploadCleanUpTest extends UploadFixture {

    /** Puts in a thread of its own. */
    private final class Putting {
        private final Thread thread = new Thread(this::run, "putting");
        private volatile Throwable failure;
        private volatile boolean flag;

        Putting() {
            thread.start();
        }

        private void run() {
            try {
                put(large);
            } catch (Throwable t) {
                failure = t;
            }
            flag = Thread.currentThread().isInterrupted();
        }

        void interrupt() {
            thread.interrupt();
        }

        Throwable end() throws InterruptedException {
            thread.join();
            return failure;
        }
    }

    private static boolean isNoAbort(WireRequest request) {
        return !S3RequestKind.ABORT.test(request);
    }

    private void uploadsVanish() {
        await("no upload is left", () -> bucket.uploads().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void anInterruptAtEachRequestLeavesNothingAndKeepsTheFlag(int n) throws Exception {
        Hold hold = wire.nth(n, UploadCleanUpTest::isNoAbort).heldBefore();
        Putting putting = new Putting();
        hold.awaitArrival();

        putting.interrupt();
        hold.release();
        Throwable failure = putting.end();

        assertThat(putting.flag).isTrue();
        if (failure == null) {
            theObjectIs(large);
        } else {
            assertThat(failure).isInstanceOf(StoreException.Interrupted.class);
            uploadsVanish();
            nothingIsLeft();
        }
        put(large);
        theObjectIs(large);
    }

    @Test
    void anInterruptEndsAPutWhosePartsAreStuckAtTheServer() throws Exception {
        Hold stuck = wire.every(S3RequestKind.PART).heldBefore();
        Putting putting = new Putting();
        stuck.awaitArrivals(PARTS);

        putting.interrupt();
        Throwable failure = putting.end();

        assertThat(failure).isInstanceOf(StoreException.Interrupted.class);
        assertThat(putting.flag).isTrue();
        uploadsVanish();
        nothingIsLeft();
    }

    @Test
    void anAbortIsRepeatedUntilTheServerDoesNotKnowTheUploadWhenAPartMayStillArrive() throws Exception {
        Hold stuck = wire.every(S3RequestKind.PART).heldBefore();
        Putting putting = new Putting();
        stuck.awaitArrivals(PARTS);
        putting.interrupt();
        putting.end();
        stuck.release();

        await(
                "the server says that there is no such upload",
                () -> statusesOfAborts().contains(404));

        assertThat(statusesOfAborts()).startsWith(204);
        nothingIsLeft();
    }

    private List<Integer> statusesOfAborts() {
        return wire.counts().requests(S3RequestKind.ABORT).stream()
                .map(WireRequest::status)
                .toList();
    }

    @Test
    void aRefusedUploadIsAbortedOnce() {
        wire.next(S3RequestKind.COMPLETE).answers(403, "AccessDenied");

        assertThatThrownBy(() -> put(large)).isInstanceOf(StoreException.Denied.class);
        store.close();

        assertThat(wire.counts().count(S3RequestKind.ABORT)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "slow", "error", "lost"})
    void anAbortThatFailsIsMadeUpForInTheBackground(String how) {
        Consumer<WireFault> trouble = switch (how) {
            case "reset" -> WireFault::resetsBefore;
            case "slow" -> WireFault::answersSlowDown;
            case "lost" -> WireFault::losesAnswer;
            default -> fault -> fault.answers(500, "InternalError");
        };
        wire.next(S3RequestKind.COMPLETE).answers(403, "AccessDenied");
        trouble.accept(wire.every(S3RequestKind.ABORT));

        assertThatThrownBy(() -> put(large)).isInstanceOf(StoreException.Denied.class);
        wire.heal();

        uploadsVanish();
        nothingIsLeft();
    }

    @Test
    void aServerThatGoesAwayInTheMiddleAndComesBackIsLeftClean() throws Exception {
        Hold part = wire.nth(3, S3RequestKind.PART).heldBefore();
        Putting putting = new Putting();
        part.awaitArrival();

        wire.down();
        assertThat(putting.end()).isInstanceOf(StoreException.Unavailable.class).hasMessageContaining(KEY.value());
        assertThat(bucket.uploads()).containsExactly(KEY.value());
        wire.up();

        uploadsVanish();
        put(large);
        theObjectIs(large);
    }

    @Test
    void anUploadWhoseBeginningWasNeverAnsweredIsFoundWhenTheServerListsAgain() {
        wire.every(S3RequestKind.CREATE_UPLOAD).losesAnswer();
        wire.every(S3RequestKind.LIST_UPLOADS).resetsBefore();
        assertThatThrownBy(() -> put(large)).isInstanceOf(StoreException.Unavailable.class);
        assertThat(bucket.uploads()).isNotEmpty();

        wire.heal();

        uploadsVanish();
        nothingIsLeft();
    }

    @Test
    void theSearchForALostBeginningSparesAnotherUploadOfTheSameKey() throws Exception {
        Hold part = wire.every(S3RequestKind.PART).heldBefore();
        Putting first = new Putting();
        part.awaitArrivals(PARTS);
        wire.heal();
        wire.next(S3RequestKind.CREATE_UPLOAD).losesAnswer();

        put(large);
        part.release();

        assertThat(first.end()).isNull();
        theObjectIs(large);
    }

    @Test
    void closingTheStoreBreaksOffAnUploadAndAbortsIt() throws Exception {
        Hold stuck = wire.every(S3RequestKind.PART).heldBefore();
        Putting putting = new Putting();
        stuck.awaitArrivals(PARTS);

        store.close();

        assertThat(putting.end()).isInstanceOf(StoreException.Failed.class).hasMessageContaining("closed");
        assertThat(putting.flag).isFalse();
        nothingIsLeft();
    }

    @Test
    void closingTheStoreEndsASmallPutCleanly() throws Exception {
        Hold stuck = wire.every(S3RequestKind.PUT).heldBefore();
        CompletableFuture<Void> putting = CompletableFuture.runAsync(() -> {
            try {
                put(small);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        stuck.awaitArrival();

        store.close();

        assertThatThrownBy(putting::join).hasCauseInstanceOf(StoreException.class);
        assertThat(bucket.keys()).isEmpty();
    }

    private String begin(String key) {
        return bucket.client()
                .createMultipartUpload(r -> r.bucket(bucket.name()).key(key))
                .uploadId();
    }

    /** Starts a store anew, as a process does that has lost its memory. */
    private void restart(String prefix) {
        store.close();
        wire.counts().reset();
        store = Stores.open(settings(), new StoreContext("broker-1", prefix, key -> true, 4, 4, StoreMeters.none()));
    }

    private void theServerSaysThatItIsLaterBy(Duration time) {
        String later = ZonedDateTime.now(ZoneOffset.UTC).plus(time).format(DateTimeFormatter.RFC_1123_DATE_TIME);
        wire.every(S3RequestKind.LIST_UPLOADS).changesAnswer(head -> head.with("Date", later));
    }

    @Test
    void whatAProcessLeftIsAbortedAtTheNextStartUnderTheOwnPrefixAlone() {
        begin("mine/segments/left");
        begin("other/segments/left");
        theServerSaysThatItIsLaterBy(Duration.ofHours(25));

        restart("mine/");

        await("only the other's is left", () -> bucket.uploads().size() < 2);
        assertThat(bucket.uploads()).containsExactly("other/segments/left");
    }

    /** A tier whose prefix is empty has the whole bucket before it. */
    @Test
    void uploadsOfOthersInTheSameBucketAreNeverTouched() throws Exception {
        String name = "Yb4hCG9TSMinj0Mhs6hbxQ";
        String ours = "segments/orders/%s/7/00000000000000001200-%s.seg".formatted(name, name);
        List<String> theirs = List.of(
                "backup.tar",
                "segments/backup.seg",
                "segments/orders/7/00000000000000001200-" + name + ".seg",
                "segments/orders/%s/7/00000000000000001200-%s.seg.tmp".formatted(name, name),
                "segments/orders/%s/7/1200-%s.seg".formatted(name, name),
                "segments/orders/%s/seven/00000000000000001200-%s.seg".formatted(name, name),
                "tier/" + ours);
        theirs.forEach(this::begin);
        begin(ours);
        theServerSaysThatItIsLaterBy(Duration.ofHours(25));
        Map<String, Object> configuration = new HashMap<>(settings());
        configuration.put("startup.check", "off");
        try (S3RemoteStorageManager manager = new S3RemoteStorageManager()) {
            manager.configure(configuration);

            await("ours is gone", () -> !bucket.uploads().contains(ours));
        }
        assertThat(bucket.uploads()).containsExactlyInAnyOrderElementsOf(theirs);
        assertThat(wire.counts().count(S3RequestKind.ABORT)).isEqualTo(1);
    }

    @Test
    void whatMayStillBeUnderWayIsSparedByTheServersClock() {
        begin("mine/segments/running");
        theServerSaysThatItIsLaterBy(Duration.ofHours(23));

        restart("mine/");
        wire.counts().awaitCount(S3RequestKind.LIST_UPLOADS, 1);
        store.close();

        assertThat(wire.counts().count(S3RequestKind.ABORT)).isZero();
        assertThat(bucket.uploads()).containsExactly("mine/segments/running");
    }

    @Test
    void whatIsLeftIsClearedAlsoWhenTheServerIsAwayAtTheStart() {
        begin("mine/segments/left");
        theServerSaysThatItIsLaterBy(Duration.ofHours(25));
        wire.down();

        restart("mine/");
        wire.up();

        uploadsVanish();
    }

    /** Nobody would abort it before the next start, which may be months away. */
    @Test
    void anUploadWhoseCredentialsExpiredInItsMiddleIsAbortedOnceTheyAreRenewed() {
        wire.nth(2, S3RequestKind.PART).answers(400, "ExpiredToken");
        wire.next(S3RequestKind.ABORT).answers(400, "ExpiredToken");

        assertThatThrownBy(() -> put(large))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining(KEY.value())
                .hasMessageContaining("session token");

        uploadsVanish();
        assertThat(wire.counts().count(S3RequestKind.ABORT)).isEqualTo(2);
    }

    @Test
    void otherKeysThatBeginAlikeAreNotTakenForStrays() throws Exception {
        begin(KEY.value() + "-longer");
        wire.next(S3RequestKind.CREATE_UPLOAD).losesAnswer();

        store.put(new ObjectKey(KEY.value()), ObjectContent.of(large), PutMode.overwrite());

        assertThat(bucket.uploads()).containsExactly(KEY.value() + "-longer");
    }
}
