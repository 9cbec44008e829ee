// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Merges two sequences, each of ascending start offset, into one; of equals, the first sequence's come first. */
final class MergedListing implements Iterator<StoredSegment> {
    private final Iterator<StoredSegment> first;
    private final Iterator<StoredSegment> second;
    private StoredSegment nextOfFirst;
    private StoredSegment nextOfSecond;

    MergedListing(Iterable<StoredSegment> first, Iterable<StoredSegment> second) {
        this.first = first.iterator();
        this.second = second.iterator();
        this.nextOfFirst = advance(this.first);
        this.nextOfSecond = advance(this.second);
    }

    @Override
    public boolean hasNext() {
        return nextOfFirst != null || nextOfSecond != null;
    }

    @Override
    public StoredSegment next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        StoredSegment next;
        if (nextOfSecond == null || (nextOfFirst != null && nextOfFirst.startOffset <= nextOfSecond.startOffset)) {
            next = nextOfFirst;
            nextOfFirst = advance(first);
        } else {
            next = nextOfSecond;
            nextOfSecond = advance(second);
        }
        return next;
    }

    private static StoredSegment advance(Iterator<StoredSegment> segments) {
        return segments.hasNext() ? segments.next() : null;
    }
}
