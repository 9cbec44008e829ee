// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.store.StoreMeters;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** What is counted of the cache. */
final class CacheMeters {

    private final StoreMeters meters;
    private final LongConsumer hits;
    private final LongConsumer waits;
    private final LongConsumer misses;
    private final LongConsumer bypasses;
    private final LongConsumer evictions;
    private final LongConsumer aheadUsed;
    private final LongConsumer aheadWasted;
    private final LongConsumer demandRequests;
    private final LongConsumer aheadRequests;
    private final LongConsumer requestBytes;
    private final LongConsumer hedges;
    private final LongConsumer hedgesWon;
    private final LongConsumer waitTime;
    private final LongConsumer diskHits;
    private final LongConsumer diskWritten;
    private final LongConsumer diskSkipped;
    private final LongConsumer diskCorrupt;
    private final LongConsumer diskFailures;
    private final AtomicLong inFlight = new AtomicLong();

    CacheMeters(StoreMeters meters) {
        this.meters = meters;
        hits = meters.counter("hits", "blocks that were here when a reader came to them");
        waits = meters.counter("waits", "blocks that were on their way when a reader came to them");
        misses = meters.counter("misses", "blocks that had to be requested when a reader came to them");
        bypasses = meters.counter("bypasses", "reads past the cache, because it had no room");
        evictions = meters.counter("evictions", "blocks that went to make room");
        aheadUsed = meters.counter("ahead-used-bytes", "bytes that were read ahead, and then by a reader");
        aheadWasted =
                meters.counter("ahead-wasted-bytes", "bytes that were read ahead and went before any reader came");
        demandRequests = meters.counter("demand-requests", "requests for blocks that a reader waited for");
        aheadRequests = meters.counter("ahead-requests", "requests for blocks ahead of a reader");
        requestBytes = meters.counter("request-bytes", "bytes of blocks that were requested");
        hedges = meters.counter("hedges", "second requests for blocks whose first request was late");
        hedgesWon = meters.counter("hedges-won", "second requests that brought the blocks before the first did");
        waitTime = meters.latency("wait-time", "how long readers waited for a block that was not here");
        diskHits = meters.counter("disk-hits", "blocks that came from the disk cache");
        diskWritten = meters.counter("disk-written-bytes", "bytes of blocks that were written to the disk cache");
        diskSkipped = meters.counter("disk-skipped", "blocks that were not written, because the disk was too slow");
        diskCorrupt = meters.counter("disk-corrupt", "blocks on disk that were not as they were written");
        diskFailures = meters.counter("disk-failures", "failures of the disk");
        meters.gauge("requests-in-flight", "requests for blocks that wait or are under way", inFlight::get);
    }

    /** Adds a number that is asked for when somebody looks. */
    void gauge(String name, String description, LongSupplier value) {
        meters.gauge(name, description, value);
    }

    void hit() {
        hits.accept(1);
    }

    void waited() {
        waits.accept(1);
    }

    void missed() {
        misses.accept(1);
    }

    void waitedFor(long nanos) {
        waitTime.accept(nanos);
    }

    void bypassed() {
        bypasses.accept(1);
    }

    void evicted() {
        evictions.accept(1);
    }

    void aheadUsed(long bytes) {
        aheadUsed.accept(bytes);
    }

    void aheadWasted(long bytes) {
        aheadWasted.accept(bytes);
    }

    void requested(boolean ahead, long bytes) {
        (ahead ? aheadRequests : demandRequests).accept(1);
        requestBytes.accept(bytes);
    }

    void hedged(long bytes) {
        hedges.accept(1);
        requestBytes.accept(bytes);
    }

    void hedgeWon() {
        hedgesWon.accept(1);
    }

    void fetchBegan() {
        inFlight.incrementAndGet();
    }

    void fetchEnded() {
        inFlight.decrementAndGet();
    }

    void diskHit() {
        diskHits.accept(1);
    }

    void diskWritten(long bytes) {
        diskWritten.accept(bytes);
    }

    void diskSkipped() {
        diskSkipped.accept(1);
    }

    void diskCorrupt() {
        diskCorrupt.accept(1);
    }

    void diskFailed() {
        diskFailures.accept(1);
    }
}
