// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * What is known of one leader epoch of a partition; immutable. Each segment of the epoch is in exactly one of three
 * sets:
 *
 * <ul>
 *   <li><em>referenced</em>: copied, and found by offset; by the offset at which the epoch starts in them;
 *   <li><em>unreferenced</em>: being copied or deleted, or replaced by a later copy that covers them; by start offset;
 *   <li><em>overwritten</em>: copied, but another copy with the same start, finished later and ending earlier, took
 *       their place. Kafka loses sight of these in its listings by epoch, and so they are not listed by epoch here;
 *       they are in the listing of the whole partition, by which a deleted topic is cleaned up.
 * </ul>
 */
final class EpochView {
    private static final long NONE = Long.MIN_VALUE;

    /** The lineage that all segments share that lie wholly within this epoch. */
    final SingleEpoch lineage;

    private final LongTree<StoredSegment> referenced;
    private final LongTree<StoredSegment> unreferenced;
    private final LongTree<StoredSegment> overwritten;
    private final long highestOffset;

    /** Whether referenced segments ascend by their own start too, as all do that stem from one history of the log. */
    private final boolean orderly;

    EpochView(int epoch) {
        this(new SingleEpoch(epoch), LongTree.empty(), LongTree.empty(), LongTree.empty(), NONE, true);
    }

    private EpochView(
            SingleEpoch lineage,
            LongTree<StoredSegment> referenced,
            LongTree<StoredSegment> unreferenced,
            LongTree<StoredSegment> overwritten,
            long highestOffset,
            boolean orderly) {
        this.lineage = lineage;
        this.referenced = referenced;
        this.unreferenced = unreferenced;
        this.overwritten = overwritten;
        this.highestOffset = highestOffset;
        this.orderly = orderly;
    }

    /** Returns whether nothing needs this view any more: it has no segment and never had one that was copied. */
    boolean isForgettable() {
        return highestOffset == NONE && unreferenced.isEmpty();
    }

    EpochView withUnreferenced(StoredSegment segment) {
        return new EpochView(
                lineage,
                referenced,
                unreferenced.plus(segment.startOffset, segment),
                overwritten,
                highestOffset,
                orderly);
    }

    /** Returns this view without the segment, which must be this very object, wherever it was. */
    EpochView without(StoredSegment segment) {
        LongTree<StoredSegment> others = unreferenced.minus(segment.startOffset, segment);
        if (others != unreferenced) {
            return new EpochView(lineage, referenced, others, overwritten, highestOffset, orderly);
        }
        return new EpochView(
                lineage,
                referenced.minus(segment.startOf(epoch()), segment),
                unreferenced,
                overwritten.minus(segment.startOffset, segment),
                highestOffset,
                orderly);
    }

    /**
     * Returns this view with a segment whose copy finished. Where it reaches at least as far as the epoch ever did, it
     * replaces all segments that start no earlier: they become unreferenced.
     */
    EpochView withCopied(StoredSegment segment) {
        long start = segment.startOf(epoch());
        long end = segment.endOf(epoch());
        LongTree<StoredSegment> kept = referenced;
        LongTree<StoredSegment> aside = unreferenced;
        if (highestOffset <= end) {
            for (StoredSegment last = kept.floor(Long.MAX_VALUE);
                    last != null && last.startOf(epoch()) >= start;
                    last = kept.floor(Long.MAX_VALUE)) {
                kept = kept.minus(last.startOf(epoch()), last);
                aside = aside.plus(last.startOffset, last);
            }
        }
        StoredSegment sameStart = kept.get(start);
        return new EpochView(
                lineage,
                kept.put(start, segment),
                aside,
                sameStart == null ? overwritten : overwritten.plus(sameStart.startOffset, sameStart),
                Math.max(highestOffset, end),
                orderly && fits(kept, start, segment));
    }

    private static boolean fits(LongTree<StoredSegment> neighbours, long start, StoredSegment segment) {
        StoredSegment before = neighbours.floor(start);
        StoredSegment after = neighbours.higher(start);
        return (before == null || before.startOffset <= segment.startOffset)
                && (after == null || segment.startOffset <= after.startOffset);
    }

    int epoch() {
        return lineage.epoch();
    }

    /** Returns the copied segment that has {@code offset} in this epoch, or null. */
    StoredSegment find(long offset) {
        StoredSegment segment = referenced.floor(offset);
        return segment == null || offset > segment.endOf(epoch()) ? null : segment;
    }

    Long highestOffset() {
        return highestOffset == NONE ? null : highestOffset;
    }

    /** Returns the segments by ascending start offset; of equal ones, the one that is found by offset comes first. */
    Iterator<StoredSegment> listing() {
        if (!orderly) {
            List<StoredSegment> sorted = new ArrayList<>();
            referenced.forEach(sorted::add);
            unreferenced.forEach(sorted::add);
            sorted.sort(Comparator.comparingLong(segment -> segment.startOffset));
            return sorted.iterator();
        }
        if (unreferenced.isEmpty()) {
            return referenced.iterator();
        }
        return referenced.isEmpty() ? unreferenced.iterator() : new MergedListing(referenced, unreferenced);
    }

    Iterator<StoredSegment> overwritten() {
        return overwritten.isEmpty() ? Collections.emptyIterator() : overwritten.iterator();
    }
}
