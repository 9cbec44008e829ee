// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.cache.TailCache.Address;
import io.thermocline.segment.SegmentKeys;
import io.thermocline.segment.SegmentObject;
import io.thermocline.segment.Tail;
import io.thermocline.store.Deadline;
import io.thermocline.store.ListPage;
import io.thermocline.store.ListedObject;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreTask;
import io.thermocline.store.wrap.StoreThreads;
import io.thermocline.store.wrap.Urgency;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the segment after another in the listing of the partition, which is its history, and has its indexes and its first
 * blocks fetched before anybody asks. What goes wrong here costs nobody but time.
 */
final class FollowingSegment {

    private static final Logger LOG = LoggerFactory.getLogger(FollowingSegment.class);
    private static final Duration LOOKING_TIME = Duration.ofSeconds(10);

    private final ObjectStore store;
    private final StoreThreads threads;
    private final TailCache tails;
    private final BiConsumer<SegmentObject, Long> warmBlocks;

    /**
     * @param warmBlocks fetches the first blocks for a reader that has read so many bytes in a row
     */
    FollowingSegment(
            ObjectStore store, StoreThreads threads, TailCache tails, BiConsumer<SegmentObject, Long> warmBlocks) {
        this.store = store;
        this.threads = threads;
        this.tails = tails;
        this.warmBlocks = warmBlocks;
    }

    /**
     * Begins to fetch what comes after {@code finished}, and does not wait.
     *
     * @param run how many bytes the reader has read in a row
     */
    void warm(ObjectKey finished, long run) {
        try {
            StoreTask<Void> search = threads.read(Urgency.AHEAD, "look for the segment after " + finished, () -> {
                Optional<Address> next = find(finished);
                if (next.isPresent()) {
                    tails.warm(next.get(), tail -> warmBlocks.accept(object(next.get(), tail), run));
                }
                return null;
            });
            search.whenFailed(e -> LOG.debug("Looking for the segment after {} failed", finished, e));
        } catch (StoreException e) {
            LOG.debug("The segment after {} was not looked for", finished, e);
        }
    }

    private static SegmentObject object(Address address, Tail tail) {
        return new SegmentObject(address.key(), tail.footer());
    }

    private Optional<Address> find(ObjectKey finished) throws StoreException {
        String partition = finished.value().substring(0, finished.value().lastIndexOf('/') + 1);
        ListPage page = store.list(partition, Optional.of(finished), 1, Deadline.after(LOOKING_TIME));
        return page.objects().stream()
                .map(ListedObject::key)
                .filter(key -> key.value().indexOf('/', partition.length()) < 0)
                .findFirst()
                .flatMap(key -> SegmentKeys.segmentIdIn(key).map(id -> new Address(key, id, Optional.empty())));
    }
}
