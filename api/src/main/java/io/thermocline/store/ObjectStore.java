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
 * to do. A store retries what is worth a retry by itself, within the caller's {@link Deadline}: callers do not loop.
 *
 * <p><b>Interrupts.</b> Every verb blocks. An interrupted caller gets {@link StoreException.Interrupted} and keeps its
 * interrupt flag; a put that was interrupted has left nothing behind that a reader could see, and cleans up what it
 * had begun even though the flag is set.
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
     * content itself throws ends the put and reaches the caller as it is.
     *
     * @return the version of the object now under the key
     * @throws StoreException.PreconditionFailed if {@code mode} does not allow it; nothing was changed
     */
    ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException;

    /**
     * Fills every one of {@code targets}, in turn, with the bytes of the object from {@code offset} on: one request to
     * the store, however many targets there are. The targets' positions are moved to their limits. When this throws,
     * the contents and positions of the targets are undefined.
     *
     * @throws StoreException.NotFound if there is no such object
     * @throws StoreException.TooShort if the object ends before the last target is full
     */
    void read(ObjectKey key, long offset, Deadline deadline, ByteBuffer... targets) throws StoreException;

    /**
     * Fills {@code target} with the last bytes of an object whose length the caller does not know. An object shorter
     * than the target's room is read whole. On return the target's position has moved by the number of bytes read.
     *
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
     * @param limit the most entries that the page may have, at least 1
     */
    ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline) throws StoreException;

    /**
     * Removes the objects under the keys. A key without an object is no error, so that a delete can be repeated. When
     * this throws, some of the objects may have been removed; the message names the first that was not.
     */
    void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException;

    /** Releases what the store holds. Verbs called afterwards fail; calling this again does nothing. */
    @Override
    void close();
}
