// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static io.thermocline.metadata.Segments.drain;
import static io.thermocline.metadata.Segments.started;
import static io.thermocline.metadata.Segments.update;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PartitionViewConcurrencyTest {
    private static final int REPLACEMENTS = 5_000;
    private static final Map<Integer, Long> TWO_EPOCHS = Map.of(1, 0L, 2, 50L);

    private final TopicIdPartition partition = Segments.partition("busy");
    private final PartitionView view = new PartitionView(partition);
    private final ExecutorService threads = Executors.newFixedThreadPool(3);

    @AfterEach
    void stopThreads() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void readersNeverSeeHalfAReplacement() throws Exception {
        RemoteLogSegmentMetadata first = copy();
        CountDownLatch readersRead = new CountDownLatch(2);
        CountDownLatch written = new CountDownLatch(1);
        List<Future<?>> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            readers.add(threads.submit(() -> {
                do {
                    assertSomeCopyIsFoundAndListed();
                    readersRead.countDown();
                } while (written.getCount() > 0);
                return null;
            }));
        }
        Future<?> writer = threads.submit(() -> {
            readersRead.await();
            try {
                replaceManyTimes(first);
            } finally {
                written.countDown();
            }
            return null;
        });

        writer.get();
        for (Future<?> reader : readers) {
            reader.get();
        }
    }

    @Test
    void aReaderDoesNotWaitForAWriterThatHoldsTheView() throws Exception {
        copy();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        Future<?> writer = threads.submit(() -> {
            synchronized (view) {
                held.countDown();
                answered.await();
            }
            return null;
        });
        held.await();

        Future<?> reader = threads.submit(() -> {
            assertSomeCopyIsFoundAndListed();
            assertThat(view.highestOffset(1)).contains(49L);
            assertThat(view.sizeInBytes(1)).isEqualTo(Segments.SIZE);
            assertThat(view.findWithTxnIndex(2, 60)).isPresent();
            return null;
        });
        reader.get();
        answered.countDown();
        writer.get();
    }

    private void replaceManyTimes(RemoteLogSegmentMetadata first) throws Exception {
        RemoteLogSegmentMetadata previous = first;
        for (int i = 0; i < REPLACEMENTS; i++) {
            RemoteLogSegmentMetadata next = copy();
            view.apply(update(previous, DELETE_SEGMENT_STARTED));
            view.apply(update(previous, DELETE_SEGMENT_FINISHED));
            previous = next;
        }
    }

    private RemoteLogSegmentMetadata copy() throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, 0, 99, TWO_EPOCHS);
        view.apply(segment);
        view.apply(update(segment, COPY_SEGMENT_FINISHED));
        return segment;
    }

    private void assertSomeCopyIsFoundAndListed() {
        assertThat(view.find(1, 20)).isPresent();
        assertThat(view.find(2, 70)).isPresent();
        assertThat(drain(view.list(2)))
                .filteredOn(segment -> segment.state() == COPY_SEGMENT_FINISHED)
                .hasSizeBetween(1, 2);
        assertThat(drain(view.list())).hasSizeBetween(1, 2);
    }
}
