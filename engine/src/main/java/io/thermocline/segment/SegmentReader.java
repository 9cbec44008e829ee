// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Reads the footers and tails of segment objects: with one request where the extent is known, otherwise with one for the
 * last 64 KiB and at most one more. Everything returned has been verified.
 */
public final class SegmentReader {

    private static final int SUFFIX_BYTES = 64 * 1024;
    /**
     * How much memory is taken on the word of a caller alone: more than the tail of any segment with indexes of the
     * broker's default size. What is said to be longer is found from the object's own end.
     */
    private static final int MOST_UNPROVEN_BYTES = 32 * 1024 * 1024;

    private final ObjectStore store;

    public SegmentReader(ObjectStore store) {
        this.store = Objects.requireNonNull(store, "store");
    }

    /**
     * Reads the footer of a segment.
     *
     * @param segmentId the segment that must be under the key
     * @param known the extent, where the caller has it from the broker's metadata
     * @throws StoreException.NotFound if there is no such object
     * @throws StoreException.Corrupt if it is not that segment, or not as it was written
     */
    public Footer footer(ObjectKey key, String segmentId, Optional<SegmentExtent> known, Deadline deadline)
            throws StoreException {
        return read(key, segmentId, known, deadline, SegmentExtent::footerLength, Footer::decode, footer -> footer);
    }

    /**
     * Reads the indexes of a segment together with its footer. See {@link #footer} for parameters and exceptions.
     */
    public Tail tail(ObjectKey key, String segmentId, Optional<SegmentExtent> known, Deadline deadline)
            throws StoreException {
        return read(key, segmentId, known, deadline, SegmentExtent::tailLength, Tail::decode, Tail::footer);
    }

    private interface Decoder<T> {
        T decode(byte[] region, SegmentExtent extent) throws MalformedException;
    }

    private <T> T read(
            ObjectKey key,
            String segmentId,
            Optional<SegmentExtent> known,
            Deadline deadline,
            ToIntFunction<SegmentExtent> lengthOf,
            Decoder<T> decoder,
            Function<T, Footer> footerOf)
            throws StoreException {
        try {
            boolean believed = known.isPresent() && lengthOf.applyAsInt(known.get()) <= MOST_UNPROVEN_BYTES;
            Optional<Region> region = believed ? readKnown(key, known.get(), lengthOf, deadline) : Optional.empty();
            Region bytes = region.isPresent() ? region.get() : readSuffix(key, lengthOf, deadline);
            T part = decoder.decode(bytes.bytes(), bytes.extent());
            String found = footerOf.apply(part).manifest().segment().name().segmentId();
            if (!found.equals(segmentId)) {
                throw new MalformedException("it holds segment " + found + " instead of " + segmentId);
            }
            return part;
        } catch (MalformedException e) {
            throw new StoreException.Corrupt("object " + key + " is corrupt: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Region(byte[] bytes, SegmentExtent extent) {}

    /** Returns empty if the object does not end where it was said to: the object itself knows better. */
    private Optional<Region> readKnown(
            ObjectKey key, SegmentExtent extent, ToIntFunction<SegmentExtent> lengthOf, Deadline deadline)
            throws StoreException {
        byte[] bytes = new byte[lengthOf.applyAsInt(extent)];
        try {
            store.read(key, extent.objectLength() - bytes.length, deadline, ByteBuffer.wrap(bytes));
            Trailer trailer = Trailer.decode(ByteBuffer.wrap(bytes), extent.objectLength());
            boolean agrees = trailer.extent(extent.objectLength()).equals(extent);
            return agrees ? Optional.of(new Region(bytes, extent)) : Optional.empty();
        } catch (StoreException.TooShort | MalformedException e) {
            return Optional.empty();
        }
    }

    private Region readSuffix(ObjectKey key, ToIntFunction<SegmentExtent> lengthOf, Deadline deadline)
            throws StoreException, MalformedException {
        ByteBuffer suffix = ByteBuffer.allocate(SUFFIX_BYTES);
        long objectLength = store.readSuffix(key, deadline, suffix);
        suffix.flip();
        Trailer trailer = Trailer.decode(suffix, objectLength);
        SegmentExtent extent = trailer.extent(objectLength);
        int length = lengthOf.applyAsInt(extent);
        if (length > suffix.remaining()) {
            prove(key, trailer, extent, length, suffix, deadline);
        }
        byte[] bytes = new byte[length];
        int have = Math.min(bytes.length, suffix.remaining());
        suffix.get(suffix.limit() - have, bytes, bytes.length - have, have);
        if (have < bytes.length) {
            store.read(key, objectLength - bytes.length, deadline, ByteBuffer.wrap(bytes, 0, bytes.length - have));
        }
        return new Region(bytes, extent);
    }

    /**
     * Has the manifest agree with the trailer before much memory is taken on the trailer's word: in an object that lost or
     * gained bytes in the middle, the trailer is right and yet wrong.
     */
    private void prove(
            ObjectKey key, Trailer trailer, SegmentExtent extent, int length, ByteBuffer suffix, Deadline deadline)
            throws StoreException, MalformedException {
        int end = trailer.manifestLength() + Trailer.BYTES;
        if (end <= suffix.remaining()) {
            byte[] bytes = new byte[end];
            suffix.get(suffix.limit() - end, bytes);
            Footer.checkManifest(bytes, trailer, extent);
        } else if (end > MOST_UNPROVEN_BYTES) {
            throw new MalformedException("its trailer says that the manifest has %d bytes, more than %d"
                    .formatted(trailer.manifestLength(), MOST_UNPROVEN_BYTES - Trailer.BYTES));
        } else if (length > MOST_UNPROVEN_BYTES) {
            byte[] bytes = new byte[end];
            store.read(key, extent.objectLength() - end, deadline, ByteBuffer.wrap(bytes));
            Footer.checkManifest(bytes, trailer, extent);
        }
    }
}
