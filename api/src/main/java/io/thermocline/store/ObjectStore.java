// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;

/**
 * A place where whole objects are kept under keys.
 *
 * <p>The interface is narrow on purpose: before adding a verb, ask whether a wrapper or a caller could do it with the
 * five that are here.
 *
 * <p><b>Objects</b> are published whole or not at all: no reader and no listing ever sees a part of an object that is
 * being put, whatever fails in the middle. A reader that began before an object was replaced or deleted either gets
 * bytes of the object it began with or an error, never a mixture.
 *
 * <p><b>Consistency.</b> Once a put or a delete has returned, every later read, stat and list, in this process or in
 * any other, sees it.
 *
 * <p><b>Errors.</b> What a store can say is the closed set of {@link StoreException}; each names the key and says what
 * to do. A store retries what is worth a retry by itself, within the caller's {@link Deadline}: callers do not loop. A
 * call whose deadline has passed before it begins is {@link StoreException.Unavailable} and has no effect.
 *
 * <p><b>Keys.</b> Where keys are paths, an object {@code a} and an object {@code a/b} cannot both exist: a store may
 * refuse, with {@link StoreException.Failed}, to put a key that is the beginning of another object's path, or that
 * continues one. To its other verbs such a key is one without an object. A store may also refuse keys that it needs for
 * itself.
 *
 * <p><b>Interrupts.</b> Every verb blocks. An interrupted caller, also one that was interrupted before the call, gets
 * {@link StoreException.Interrupted} and keeps its interrupt flag; a put that was interrupted has left nothing behind
 * that a reader could see, and cleans up what it had begun even though the flag is set. An interrupt that comes after
 * the object was published is too late: the put succeeds, and the flag stays set.
 *
 * <p><b>Threads.</b> A store may be used by any number of threads at once.
 */
public interface ObjectStore extends AutoCloseable {

    /**
     * Publishes the whole of {@code content} under {@code key}, or nothing.
     *
     * <p>When this returns, the object is durable. When this throws, the key holds what it held before, with one
     * exception: after {@link StoreException.Unavailable} from {@link PutMode#overwrite()} the new object may be there
     * (the answer of the store was lost). A conditional put resolves a lost answer by looking and never guesses.
     *
     * <p>The content is opened as often as the store needs (for a retry, for parts in parallel), is never held in
     * memory whole, and is not touched any more once this has returned or thrown. An {@code IOException} that the
     * content itself throws ends the put and reaches the caller as it is, save a {@link
     * java.nio.channels.ClosedByInterruptException}, which is an interrupt like any other. A content that turns out to
     * have more or fewer bytes than its length said is {@link StoreException.Failed}.
     *
     * <p>A condition that does not hold may be found out before the content was read or only after it.
     *
     * @return the version of the object now under the key
     * @throws StoreException.PreconditionFailed if {@code mode} does not allow it; nothing was changed
     */
    ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException;

    /**
     * Fills all of the targets, in turn, with the bytes of the object from {@code offset} on: one request to the store,
     * however many targets there are. Each is told to be full as soon as it is, so that its bytes can be used while
     * those of the next are still under way. When this throws, the contents and positions of the targets that were not
     * told to be full are undefined.
     *
     * @param targets with room for at least one byte in all
     * @throws StoreException.NotFound if there is no such object
     * @throws StoreException.TooShort if the object ends before the last target is full
     */
    void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException;

    /** Fills all of the buffers, in turn; see the form with {@link ReadTargets}. */
    default void read(ObjectKey key, long offset, Deadline deadline, ByteBuffer... buffers) throws StoreException {
        read(key, offset, deadline, ReadTargets.of(buffers));
    }

    /**
     * Fills {@code target} with the last bytes of an object whose length the caller does not know. An object shorter
     * than the target's room is read whole. On return the target's position has moved by the number of bytes read.
     *
     * @param target with room for at least one byte
     * @return the length of the whole object
     * @throws StoreException.NotFound if there is no such object
     */
    long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException;

    /**
     * Returns what the store knows of an object without reading it.
     *
     * @throws StoreException.NotFound if there is no such object
     */
    ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException;

    /**
     * Lists the objects whose keys begin with {@code prefix}, ordered by the whole key as unsigned UTF-8 bytes
     * ({@code a-x/1} and {@code a.b/1} come before {@code a/1}).
     *
     * <p>One call is one request and one page; a caller goes on with the last key of the page. Objects put or deleted
     * meanwhile may or may not be in later pages; all others are in exactly one.
     *
     * @param prefix any beginning of a key, not only whole path elements; empty for all
     * @param startAfter only keys after this one
     * @param limit the most entries that the page may have, at least 1; a store may give fewer though there are more
     */
    ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline) throws StoreException;

    /**
     * Removes the objects under the keys. A key without an object is no error, so that a delete can be repeated. When
     * this throws, some of the objects may have been removed; the message names the first that was not.
     */
    void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException;

    /**
     * Releases what the store holds. Verbs called afterwards fail with {@link StoreException.Failed}; calling this
     * again does nothing.
     */
    @Override
    void close();
}
