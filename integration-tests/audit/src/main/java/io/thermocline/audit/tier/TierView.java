// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A look at a tier from outside, past the plugin. Calls may come from several threads, one after another. */
public interface TierView extends AutoCloseable {

    /**
     * An object as a listing has it.
     *
     * @param version changes whenever the object is written again; two versions that are equal have the same bytes
     */
    record StoredObject(String key, long length, String version) {}

    /**
     * What a broken-off or running copy has brought so far.
     *
     * @param key the object it is to become, or the file it is in
     * @param id tells two of the same key apart
     */
    record PendingUpload(String key, String id) {}

    /** Returns all objects whose keys begin with {@code prefix}, ordered by key. */
    List<StoredObject> list(String prefix) throws IOException;

    /** Returns all uploads to keys that begin with {@code prefix} which were neither completed nor aborted. */
    List<PendingUpload> uploads(String prefix) throws IOException;

    /**
     * Returns {@code length} bytes of an object from {@code offset} on, fewer if it ends before; nothing if there is no
     * such object (any more).
     */
    Optional<byte[]> read(String key, long offset, int length) throws IOException;

    /** Returns where that is, for people. */
    String place();

    @Override
    void close();
}
