// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.FaultyObjectStore;
import io.thermocline.store.testing.LatencyObjectStore;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.testing.RequestCounts;
import io.thermocline.store.testing.VirtualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObservedObjectStoreTest {

    private static final ObjectKey KEY = new ObjectKey("a/object");
    private static final Deadline NEVER = Deadline.never();
    private static final long ONE_SECOND = Duration.ofSeconds(1).toNanos();

    private final VirtualClock clock = new VirtualClock();
    private final FaultyObjectStore faulty = new FaultyObjectStore(
            new LatencyObjectStore(new MemoryObjectStore(), Duration.ofSeconds(1), Long.MAX_VALUE, clock));
    private final RequestCounts counts = new RequestCounts();
    private final ObservedObjectStore store = new ObservedObjectStore(faulty, counts, clock::nanoTime);

    @Test
    void tellsOfEveryVerbWithItsKeysBytesAndTime() throws IOException {
        store.put(KEY, ObjectContent.of(new byte[10]), PutMode.overwrite());
        store.read(KEY, 1, NEVER, ByteBuffer.allocate(2), ByteBuffer.allocate(3));
        store.readSuffix(KEY, NEVER, ByteBuffer.allocate(20));
        store.stat(KEY, NEVER);
        store.list("", Optional.empty(), 5, NEVER);
        store.delete(List.of(KEY, new ObjectKey("b")), NEVER);

        assertThat(counts.requests())
                .containsExactly(
                        new Request(Verb.PUT, 1, 10, ONE_SECOND, Outcome.OK),
                        new Request(Verb.READ, 1, 5, ONE_SECOND, Outcome.OK),
                        new Request(Verb.READ_SUFFIX, 1, 10, ONE_SECOND, Outcome.OK),
                        new Request(Verb.STAT, 1, 0, ONE_SECOND, Outcome.OK),
                        new Request(Verb.LIST, 1, 0, ONE_SECOND, Outcome.OK),
                        new Request(Verb.DELETE, 2, 0, ONE_SECOND, Outcome.OK));
        assertThat(counts.summary()).isEqualTo("1 put, 1 read, 1 read-suffix, 1 stat, 1 list, 1 delete");
    }

    @Test
    void tellsWhichErrorACallEndedIn() {
        faulty.next(Verb.DELETE).failsBefore(new StoreException.Unavailable("slow down", null, true));
        faulty.next(Verb.PUT).failsAfterBytes(4, new IOException("source lost"));

        assertThatThrownBy(() -> store.stat(KEY, NEVER)).isInstanceOf(StoreException.NotFound.class);
        assertThatThrownBy(() -> store.delete(List.of(KEY), NEVER)).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> store.put(KEY, ObjectContent.of(new byte[10]), PutMode.overwrite()))
                .hasMessage("source lost");

        assertThat(counts.requests())
                .containsExactly(
                        new Request(Verb.STAT, 1, 0, ONE_SECOND, Outcome.NOT_FOUND),
                        new Request(Verb.DELETE, 1, 0, 0, Outcome.THROTTLED),
                        new Request(Verb.PUT, 1, 4, ONE_SECOND, Outcome.OTHER));
        assertThat(counts.count(Verb.STAT, Outcome.NOT_FOUND)).isEqualTo(1);
    }
}
