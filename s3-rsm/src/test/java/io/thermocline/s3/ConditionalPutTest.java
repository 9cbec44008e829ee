// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.WireHead;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Contents;
import io.thermocline.store.testing.Crowd;
import io.thermocline.store.testing.Hold;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Puts with a condition, when answers are lost, other writers come between, and servers have their ways. */
class ConditionalPutTest extends UploadFixture {

    private static final int WRITERS = 16;

    private ObjectVersion create(byte[] bytes) throws IOException {
        return store.put(KEY, ObjectContent.of(bytes), PutMode.createOnly());
    }

    private ObjectVersion replace(byte[] bytes, ObjectVersion expected) throws IOException {
        return store.put(KEY, ObjectContent.of(bytes), PutMode.replaceVersion(expected));
    }

    private byte[] content(boolean isLarge) {
        return isLarge ? large : small;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPutWithAConditionIsOneRequestWhateverItsLength(boolean isLarge) throws Exception {
        ObjectVersion created = create(content(isLarge));
        theObjectIs(content(isLarge));
        byte[] next = content(isLarge).clone();
        next[0]++;
        replace(next, created);

        theObjectIs(next);
        assertThat(wire.counts().requests()).allMatch(request -> request.kind() != S3RequestKind.CREATE_UPLOAD);
        assertThat(wire.counts().count(S3RequestKind.PUT)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void whatIsTooLongForOneRequestIsRefusedBeforeAnythingIsSent() {
        ObjectContent endless = Contents.claiming(OptionalLong.of(6L << 30), ObjectContent.of(small));

        assertThatThrownBy(() -> store.put(KEY, endless, PutMode.createOnly()))
                .isInstanceOf(StoreException.Failed.class)
                .hasMessageContaining(KEY.value());

        assertThat(wire.counts().count()).isZero();
    }

    @Test
    void ofManyWritersThatCreateALargeObjectExactlyOneWins() {
        try (Crowd crowd = new Crowd(WRITERS)) {
            List<Integer> winners = crowd
                    .together(i -> {
                        byte[] bytes = new byte[PART_BYTES + 1];
                        bytes[0] = (byte) i;
                        try {
                            create(bytes);
                            return i;
                        } catch (StoreException.PreconditionFailed lost) {
                            return null;
                        }
                    })
                    .stream()
                    .filter(Objects::nonNull)
                    .toList();

            assertThat(winners).hasSize(1);
            assertThat(bucket.bytes(KEY.value())[0]).isEqualTo(winners.get(0).byteValue());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLostAnswerIsResolvedByLooking(boolean isLarge) throws Exception {
        wire.next(S3RequestKind.PUT).losesAnswer();
        ObjectVersion created = create(content(isLarge));
        theObjectIs(content(isLarge));
        assertThat(store.stat(KEY, Deadline.never()).version()).isEqualTo(created);
        assertThatThrownBy(() -> create(small)).isInstanceOf(StoreException.PreconditionFailed.class);

        wire.next(S3RequestKind.PUT).losesAnswer();
        byte[] next = content(isLarge).clone();
        next[0]++;
        ObjectVersion replaced = replace(next, created);
        theObjectIs(next);
        assertThat(store.stat(KEY, Deadline.never()).version()).isEqualTo(replaced);
    }

    @Test
    void answersThatAreLostAgainAndAgainAreResolvedByLooking() throws Exception {
        // How the server wants versions to be spelled is learned from an answer.
        replace(bytes(9), create(small));
        store.delete(List.of(KEY), Deadline.never());
        wire.every(S3RequestKind.PUT).losesAnswer();

        ObjectVersion created = create(small);
        replace(bytes(10), created);

        theObjectIs(bytes(10));
    }

    /** Lets another writer put while the answer to a put of ours is lost. */
    private Throwable putWhileAnotherComesBetween(boolean reachesServer, Crowd.Task<ObjectVersion> ours) {
        if (reachesServer) {
            wire.next(S3RequestKind.PUT).losesAnswer();
        } else {
            wire.next(S3RequestKind.PUT).resetsBefore();
        }
        Hold second = wire.nth(2, S3RequestKind.PUT).heldBefore();
        try (Crowd pair = new Crowd(2)) {
            return pair.<Throwable>together(i -> {
                        if (i == 1) {
                            second.awaitArrival();
                            bucket.put(KEY.value(), bytes(77));
                            second.release();
                            return null;
                        }
                        try {
                            ours.run(0);
                            return null;
                        } catch (StoreException e) {
                            return e;
                        }
                    })
                    .get(0);
        }
    }

    @Test
    void aCreationThatAnotherPreventedIsRefusedThoughItsFirstAnswerWasLost() {
        assertThat(putWhileAnotherComesBetween(false, i -> create(small)))
                .isInstanceOf(StoreException.PreconditionFailed.class)
                .hasMessageContaining(KEY.value());
        theObjectIs(bytes(77));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aReplacementOfWhichNobodyCanTellWhetherItTookPlaceSaysSo(boolean reachesServer) throws Exception {
        ObjectVersion created = create(small);

        assertThat(putWhileAnotherComesBetween(reachesServer, i -> replace(bytes(10), created)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(KEY.value())
                .hasMessageContaining("not known");
        theObjectIs(bytes(77));
    }

    @Test
    void aConflictWithAnotherPutIsTriedAgain() throws Exception {
        wire.next(S3RequestKind.PUT).answers(409, "ConditionalRequestConflict");
        ObjectVersion created = create(small);
        theObjectIs(small);

        wire.next(S3RequestKind.PUT).answers(409, "ConditionalRequestConflict");
        replace(bytes(10), created);
        theObjectIs(bytes(10));

        wire.next(S3RequestKind.PUT).answers(409, "ConditionalRequestConflict");
        assertThatThrownBy(() -> create(small)).isInstanceOf(StoreException.PreconditionFailed.class);
        wire.next(S3RequestKind.PUT).answers(409, "ConditionalRequestConflict");
        assertThatThrownBy(() -> replace(small, created)).isInstanceOf(StoreException.PreconditionFailed.class);
        theObjectIs(bytes(10));
    }

    private void answersHaveETags(UnaryOperator<WireHead> change) {
        wire.every(S3RequestKind.PUT).changesAnswer(change);
        wire.every(S3RequestKind.HEAD).changesAnswer(change);
    }

    private static WireHead unquoted(WireHead head) {
        return head.first("ETag")
                .map(tag -> head.with("ETag", tag.replace("\"", "")))
                .orElse(head);
    }

    @Test
    void eTagsWithoutQuotesAreVersionsLikeOthers() throws Exception {
        ObjectVersion quoted = create(small);
        answersHaveETags(ConditionalPutTest::unquoted);

        ObjectVersion replaced = replace(bytes(10), quoted);
        replace(bytes(11), replaced);

        assertThatThrownBy(() -> replace(small, replaced)).isInstanceOf(StoreException.PreconditionFailed.class);
        theObjectIs(bytes(11));
    }

    /** A server like Ceph, which knows only versions without quotes. */
    @Test
    void aServerThatWantsVersionsWithoutQuotesIsUnderstoodAtOnceByManyWriters() throws Exception {
        wire.every(request -> S3RequestKind.PUT.test(request)
                        && request.header("If-Match").orElse("").startsWith("\""))
                .answers(412, "PreconditionFailed");
        ObjectVersion created = create(small);

        try (Crowd crowd = new Crowd(4)) {
            List<Boolean> won = crowd.together(i -> {
                try {
                    replace(bytes(10 + i), created);
                    return true;
                } catch (StoreException.PreconditionFailed lost) {
                    return false;
                }
            });
            assertThat(won).containsOnlyOnce(true);
        }
        wire.counts().reset();
        replace(bytes(9), store.stat(KEY, Deadline.never()).version());
        assertThat(wire.counts().count(S3RequestKind.PUT)).isEqualTo(1);
    }

    @Test
    void theVersionOfAnAnswerWithoutOneIsFoundByLooking() throws Exception {
        wire.every(S3RequestKind.PUT).changesAnswer(head -> head.without("ETag"));

        ObjectVersion created = create(small);
        ObjectVersion replaced = replace(bytes(10), created);

        assertThat(store.stat(KEY, Deadline.never()).version()).isEqualTo(replaced);
    }

    @Test
    void theVersionOfAnAnswerWithoutOneIsNeverThatOfAnotherWriter() throws Exception {
        wire.every(S3RequestKind.PUT).changesAnswer(head -> head.without("ETag"));
        Hold look = wire.next(S3RequestKind.HEAD).heldBefore();

        try (Crowd pair = new Crowd(2)) {
            ObjectVersion created = pair.together(i -> {
                        if (i == 0) {
                            return create(small);
                        }
                        look.awaitArrival();
                        bucket.put(KEY.value(), bytes(77));
                        look.release();
                        return null;
                    })
                    .get(0);

            assertThatThrownBy(() -> replace(small, created)).isInstanceOf(StoreException.PreconditionFailed.class);
        }
        theObjectIs(bytes(77));
    }

    @Test
    void anUnconditionalPutWhoseAnswerWasLostIsThereOrNot() throws Exception {
        wire.every(S3RequestKind.PUT).losesAnswer();
        put(small);
        theObjectIs(small);

        wire.heal();
        wire.every(S3RequestKind.PUT).resetsBefore();
        assertThatThrownBy(() -> put(bytes(10))).isInstanceOf(StoreException.Unavailable.class);
        theObjectIs(small);
    }
}
