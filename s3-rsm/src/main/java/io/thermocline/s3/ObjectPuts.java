// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Puts: by one request, or in parts. Each object carries a token of its writer in its user metadata. When an answer was
 * lost, the token of the object that is there tells whether it is ours: nothing is guessed.
 *
 * <p>A put with a condition is one request whatever its length: servers that ignore the condition of a multipart
 * completion are many, and no look beforehand or afterwards makes up for it.
 */
final class ObjectPuts {

    private static final int MEASURE_BYTES = 256 * 1024;
    private static final Duration LOOKING_TIME = Duration.ofSeconds(2);
    /** The most that S3 takes with one request. */
    private static final long LARGEST_WHOLE = 5L * 1024 * 1024 * 1024;

    /** Sends an object of known length. */
    interface Sender {
        /**
         * Returns the version of the object, once the server has said that it is there.
         *
         * @throws LostAnswerException if only a look at the object can tell
         */
        ObjectVersion send(Sending sending) throws IOException;
    }

    /** What is to be sent. */
    record Sending(ObjectKey key, ObjectContent content, long length, String token, Condition condition) {
        String doing() {
            return "putting object " + key;
        }

        Map<String, String> metadata() {
            Map<String, String> metadata = new HashMap<>(content.userMetadata());
            metadata.put(ObjectHeads.WRITER, token);
            return metadata;
        }

        /** Returns whether an object is the one that was sent. */
        boolean isOurs(ObjectHeads.Present present) {
            return present.writer().equals(Optional.of(token));
        }
    }

    private final ObjectHeads heads;
    private final Sender whole;
    private final Sender inParts;
    private final long partBytes;

    /**
     * @param whole sends objects of up to {@code partBytes} bytes
     * @param inParts sends all others
     */
    ObjectPuts(ObjectHeads heads, Sender whole, Sender inParts, long partBytes) {
        this.heads = heads;
        this.whole = whole;
        this.inParts = inParts;
        this.partBytes = partBytes;
    }

    /** See {@link io.thermocline.store.ObjectStore#put}. */
    ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
        long length = content.length().isPresent() ? content.length().getAsLong() : measure(content);
        checkEnd(key, content, length);
        Sending sending = new Sending(key, content, length, UUID.randomUUID().toString(), Condition.of(mode));
        try {
            return sender(sending).send(sending);
        } catch (LostAnswerException e) {
            return resolve(sending, e.failure(), e.isAnswered());
        }
    }

    private Sender sender(Sending sending) throws StoreException {
        if (sending.length() <= partBytes) {
            return whole;
        }
        if (!sending.condition().isPresent()) {
            return inParts;
        }
        if (sending.length() > LARGEST_WHOLE) {
            throw new StoreException.Failed(
                    "%s is not possible: an object of %d bytes cannot be put with a condition, because that takes one"
                                    .formatted(sending.doing(), sending.length())
                            + " request, which has at most " + LARGEST_WHOLE + " bytes",
                    null);
        }
        return whole;
    }

    /**
     * Returns the version if the object is there as ours; throws {@code failure}, or what it turns out to be, if not.
     *
     * @param answered whether the server always said that it failed
     */
    private ObjectVersion resolve(Sending sending, StoreException failure, boolean answered) throws StoreException {
        Optional<ObjectHeads.Present> present = look(sending, failure);
        if (present.isPresent() && sending.isOurs(present.get())) {
            return present.get().version();
        }
        Condition condition = sending.condition();
        boolean taken = condition.refusedBy(present.map(ObjectHeads.Present::version));
        if (!taken || failure instanceof StoreException.Interrupted) {
            throw failure;
        }
        if (condition.absent() || answered) {
            throw new StoreException.PreconditionFailed(
                    sending.doing() + " came too late: another writer was first", failure);
        }
        // Ours may have been there and be replaced already.
        throw new StoreException.Unavailable(
                sending.doing()
                        + ": whether it took place is not known, because its answer was lost and another writer's"
                        + " object is there now",
                failure);
    }

    private Optional<ObjectHeads.Present> look(Sending sending, StoreException failure) throws StoreException {
        DeafToInterrupts deaf = DeafToInterrupts.begin();
        try {
            return heads.find(sending.key(), Deadline.after(LOOKING_TIME));
        } catch (StoreException unknown) {
            failure.addSuppressed(unknown);
            throw failure;
        } finally {
            deaf.end();
        }
    }

    /** The SDK stops at the length that was said; that there is more would go unnoticed. */
    private static void checkEnd(ObjectKey key, ObjectContent content, long length) throws IOException {
        try (ReadableByteChannel end = content.open(length)) {
            if (end.read(ByteBuffer.allocate(1)) >= 0) {
                throw new StoreException.Failed(
                        "putting object %s: its content has more bytes than the %d that it said".formatted(key, length),
                        null);
            }
        }
    }

    /** A content whose length nobody knows is read once to know it: reading is cheaper than holding it. */
    private static long measure(ObjectContent content) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MEASURE_BYTES);
        long length = 0;
        try (ReadableByteChannel reading = content.open(0)) {
            for (int n = reading.read(buffer); n >= 0; n = reading.read(buffer.clear())) {
                length += n;
            }
        }
        return length;
    }
}
