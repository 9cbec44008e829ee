// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.cache.TailCache.Address;
import io.thermocline.segment.CopyVerification;
import io.thermocline.segment.Footer;
import io.thermocline.segment.SectionKind;
import io.thermocline.segment.SegmentExtent;
import io.thermocline.segment.SegmentReader;
import io.thermocline.segment.SegmentWriter;
import io.thermocline.segment.Tail;
import io.thermocline.segment.testing.TestSegment;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.FaultyObjectStore;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.testing.RequestCounts;
import io.thermocline.store.wrap.ObservedObjectStore;
import io.thermocline.store.wrap.StoreThreads;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TailCacheTest {

    private static final Deadline NEVER = Deadline.never();
    private static final long AMPLE = 64 * 1024 * 1024;

    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final FaultyObjectStore faulty = new FaultyObjectStore(memory);
    private final RequestCounts requests = new RequestCounts();
    private final ObjectStore store = new ObservedObjectStore(faulty, requests);
    private final StoreThreads threads =
            new StoreThreads("test", 4, 1, getClass().getClassLoader());
    private final TailCache cache = cache(AMPLE, AMPLE);
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private TestSegment segment;
    private Address address;

    @BeforeEach
    void writeSegment(@TempDir Path directory) throws IOException {
        segment = TestSegment.builder().transactions(3).writeTo(directory);
        address = write(segment);
        requests.reset();
    }

    @AfterEach
    void endThreads() {
        callers.shutdownNow();
        threads.close();
    }

    @Test
    void threeIndexesThenTheFooterCostOneRequest() throws IOException {
        for (SectionKind kind :
                List.of(SectionKind.OFFSET_INDEX, SectionKind.TIME_INDEX, SectionKind.TRANSACTION_INDEX)) {
            assertThat(cache.tail(address, NEVER).section(kind).orElseThrow().readAllBytes())
                    .isEqualTo(segment.section(kind).orElseThrow());
        }
        Footer footer = cache.footer(address, NEVER);

        assertThat(footer.manifest().segment()).isEqualTo(segment.description());
        assertThat(requests.summary()).isEqualTo("1 read");
    }

    @Test
    void theFooterAloneDoesNotBringTheTail() throws IOException {
        Footer footer = cache.footer(address, NEVER);
        cache.footer(address, NEVER);
        assertThat(requests.bytes(Verb.READ)).isEqualTo(footer.extent().footerLength());

        cache.tail(address, NEVER);

        assertThat(requests.summary()).isEqualTo("2 read");
    }

    @Test
    void sixtyFourThreadsThatAskForOneTailCostOneRequest() throws Exception {
        Hold hold = faulty.next(Verb.READ).heldBefore();
        List<Future<Tail>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            answers.add(callers.submit(() -> cache.tail(address, NEVER)));
        }
        hold.awaitArrival();
        hold.release();

        Tail first = answers.get(0).get();
        for (Future<Tail> answer : answers) {
            assertThat(answer.get()).isSameAs(first);
        }
        assertThat(requests.summary()).isEqualTo("1 read");
    }

    @Test
    void whoeverRunsOutOfTimeLeavesTheLoadToTheCache() throws Exception {
        Hold hold = faulty.next(Verb.READ).heldBefore();

        assertThatThrownBy(() -> cache.tail(address, Deadline.after(Duration.ZERO)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(address.key().value());
        hold.release();
        cache.tail(address, NEVER);

        assertThat(requests.summary()).isEqualTo("1 read");
    }

    @Test
    void whatFailedIsAskedForAgain() throws IOException {
        faulty.next(Verb.READ).failsBefore(new StoreException.Unavailable("away", null));
        assertThatThrownBy(() -> cache.tail(address, NEVER)).hasMessage("away");
        faulty.next(Verb.READ).failsBefore(new StoreException.NotFound(address.key()));
        assertThatThrownBy(() -> cache.footer(address, NEVER)).isInstanceOf(StoreException.NotFound.class);
        requests.reset();

        cache.tail(address, NEVER);

        assertThat(requests.summary()).isEqualTo("1 read");
    }

    @Test
    void whatIsCorruptIsNotKept() throws IOException {
        long inIndexes = address.extent().orElseThrow().tailStart() + 3;
        faulty.every(Verb.READ).corrupts(inIndexes);
        assertThatThrownBy(() -> cache.tail(address, NEVER)).isInstanceOf(StoreException.Corrupt.class);
        faulty.heal();

        assertThat(cache.tail(address, NEVER)
                        .section(SectionKind.OFFSET_INDEX)
                        .orElseThrow()
                        .readAllBytes())
                .isEqualTo(segment.section(SectionKind.OFFSET_INDEX).orElseThrow());
    }

    @Test
    void aDropForgetsTailAndFooter() throws IOException {
        cache.tail(address, NEVER);
        requests.reset();

        cache.drop(address.key());
        cache.footer(address, NEVER);
        cache.tail(address, NEVER);

        assertThat(requests.summary()).isEqualTo("2 read");
    }

    @Test
    void aDropDuringALoadKeepsTheTailAndItsFooterFromLanding() throws Exception {
        Hold hold = faulty.next(Verb.READ).heldAfter();
        Future<Tail> answer = callers.submit(() -> cache.tail(address, NEVER));
        hold.awaitArrival();

        memory.delete(List.of(address.key()), NEVER);
        cache.drop(address.key());
        hold.release();
        answer.get();

        assertThatThrownBy(() -> cache.tail(address, NEVER)).isInstanceOf(StoreException.NotFound.class);
        assertThatThrownBy(() -> cache.footer(address, NEVER)).isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void footersAndTailsAreBoundedApart() throws IOException {
        TailCache withoutFooters = cache(0, AMPLE);
        TailCache withoutTails = cache(AMPLE, 0);
        withoutFooters.tail(address, NEVER);
        withoutTails.tail(address, NEVER);
        requests.reset();

        withoutFooters.tail(address, NEVER);
        withoutTails.footer(address, NEVER);
        assertThat(requests.summary()).isEqualTo("nothing");

        withoutFooters.footer(address, NEVER);
        withoutTails.tail(address, NEVER);
        assertThat(requests.summary()).isEqualTo("2 read");
    }

    @Test
    void whatIsKeptStaysWithinItsBoundOfBytes() throws IOException {
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            addresses.add(write(segment.withSegmentId(Uuid.randomUuid())));
        }
        int tailWeight = cache.tail(addresses.get(0), NEVER).weight();
        int footerWeight = cache.footer(addresses.get(0), NEVER).weight();
        TailCache bounded = cache(5L * footerWeight, 3L * tailWeight);

        for (Address each : addresses) {
            bounded.tail(each, NEVER);
        }

        assertThat(kept(addresses, each -> bounded.tail(each, NEVER))).isBetween(1, 3);
        TailCache boundedAgain = cache(5L * footerWeight, 3L * tailWeight);
        for (Address each : addresses) {
            boundedAgain.footer(each, NEVER);
        }
        assertThat(kept(addresses, each -> boundedAgain.footer(each, NEVER))).isBetween(1, 5);
    }

    private interface Access {
        void to(Address address) throws IOException;
    }

    /** Returns of how many addresses an access costs no request, each looked at while the store is away. */
    private int kept(List<Address> addresses, Access access) throws IOException {
        faulty.every().failsBefore(new StoreException.Unavailable("away", null));
        int kept = 0;
        for (Address each : addresses) {
            try {
                access.to(each);
                kept++;
            } catch (StoreException.Unavailable e) {
                assertThat(e).hasMessage("away");
            }
        }
        faulty.heal();
        return kept;
    }

    private TailCache cache(long footerBytes, long tailBytes) {
        return new TailCache(new SegmentReader(store), threads, footerBytes, tailBytes, Duration.ofSeconds(20));
    }

    private Address write(TestSegment written) throws IOException {
        SegmentWriter.Settings settings =
                new SegmentWriter.Settings(4096, CopyVerification.REJECT, "thermocline 0.1.0", "");
        SegmentExtent extent =
                new SegmentWriter(store, settings).write(written.key(), written.description(), written.files());
        return new Address(written.key(), written.segmentId().toString(), Optional.of(extent));
    }
}
