// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.thermocline.cache.TailCache.Address;
import io.thermocline.segment.SegmentKeys;
import io.thermocline.segment.SegmentObject;
import io.thermocline.store.Deadline;
import io.thermocline.store.ListPage;
import io.thermocline.store.ListedObject;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreThreads;
import io.thermocline.store.wrap.Urgency;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the segment after another in the listing of the partition, which is its history, and has its indexes and its first
 * blocks fetched before anybody asks. A listing shows more than the next one, and is believed for a while: for a consumer
 * that goes on, and for all others. What goes wrong here costs nobody but time.
 */
final class FollowingSegment {

    private static final Logger LOG = LoggerFactory.getLogger(FollowingSegment.class);
    private static final Duration LOOKING_TIME = Duration.ofSeconds(10);
    /** As many as cost hardly more than one. */
    private static final int LISTED_AT_ONCE = 16;
    /** Between others a new segment comes seldom, after changes of leaders. */
    private static final Duration BELIEVED = Duration.ofMinutes(10);
    /** At the end one comes every few minutes, or seconds. */
    private static final Duration END_BELIEVED = Duration.ofSeconds(10);
    /** About a mebibyte. */
    private static final int MOST_REMEMBERED = 4096;

    private final ObjectStore store;
    private final TailCache tails;
    private final BiConsumer<SegmentObject, Long> warmBlocks;
    private final Cache<ObjectKey, Optional<ObjectKey>> next;
    private final SingleFlight<ObjectKey, Optional<ObjectKey>> searches;

    /**
     * @param warmBlocks fetches the first blocks for a reader that has read so many bytes in a row
     */
    FollowingSegment(
            ObjectStore store,
            StoreThreads threads,
            TailCache tails,
            LongSupplier nanoClock,
            BiConsumer<SegmentObject, Long> warmBlocks) {
        this.store = store;
        this.tails = tails;
        this.warmBlocks = warmBlocks;
        this.next = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(nanoClock::getAsLong)
                .expireAfter(Expiry.<ObjectKey, Optional<ObjectKey>>writing(
                        (finished, found) -> found.isPresent() ? BELIEVED : END_BELIEVED))
                .maximumSize(MOST_REMEMBERED)
                .build();
        this.searches = new SingleFlight<>(next, next::put, threads, Urgency.AHEAD);
    }

    /**
     * Begins to fetch what comes after {@code finished}, and does not wait.
     *
     * @param run how many bytes the reader has read in a row
     */
    void warm(ObjectKey finished, long run) {
        try {
            searches.warm(finished, () -> find(finished), found -> found.ifPresent(key -> prepare(key, run)));
        } catch (StoreException e) {
            LOG.debug("The segment after {} was not looked for", finished, e);
        }
    }

    private void prepare(ObjectKey key, long run) {
        Optional<Address> address = SegmentKeys.segmentIdIn(key).map(id -> new Address(key, id, Optional.empty()));
        try {
            if (address.isPresent()) {
                tails.warm(address.get(), tail -> warmBlocks.accept(new SegmentObject(key, tail.footer()), run));
            }
        } catch (StoreException e) {
            LOG.debug("The indexes of {} were not fetched ahead", key, e);
        }
    }

    private Optional<ObjectKey> find(ObjectKey finished) throws StoreException {
        String partition = finished.value().substring(0, finished.value().lastIndexOf('/') + 1);
        ListPage page;
        try {
            page = store.list(partition, Optional.of(finished), LISTED_AT_ONCE, Deadline.after(LOOKING_TIME));
        } catch (StoreException e) {
            LOG.debug("Looking for the segment after {} failed", finished, e);
            throw e;
        }
        List<ObjectKey> keys = page.objects().stream()
                .map(ListedObject::key)
                .filter(key -> key.value().indexOf('/', partition.length()) < 0)
                .toList();
        for (int i = 1; i < keys.size(); i++) {
            next.put(keys.get(i - 1), Optional.of(keys.get(i)));
        }
        return keys.stream().findFirst();
    }
}
