// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.metadata;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The queries of one partition, timed. Each looks at what it is answered, as the broker does. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx3g", "-Xms3g", "-XX:+AlwaysPreTouch"})
public class Queries {
    private static final int EPOCHS_LISTED = 1000;

    /** How many segments {@link #listByEpoch} comes upon: one in ten spans two epochs and is listed by both. */
    static final int LISTED_BY_EPOCH = EPOCHS_LISTED * 11;

    /** The name of a {@link Subject.Kind}; generated code cannot see that type. */
    @Param({"KAFKA", "THERMOCLINE"})
    String subject;

    @Param("1000000")
    int segments;

    private Subject partition;
    private Population population;
    private final SplittableRandom random = new SplittableRandom(1);

    @Setup
    public void fill() throws RemoteStorageException {
        population = new Population(1, segments);
        partition = population.fill(Subject.Kind.valueOf(subject)).get(0);
    }

    /** Finds one random offset. */
    @Benchmark
    public long find() {
        long offset = random.nextLong((long) segments * Population.RECORDS_PER_SEGMENT);
        Optional<RemoteLogSegmentMetadata> found = partition.find(Population.epochOf(offset), offset);
        return found.orElseThrow().endOffset();
    }

    /** Lists all segments. */
    @Benchmark
    public long listAll() {
        return sum(partition.list());
    }

    /** Lists all segments and looks at what the broker's retention task looks at, the one caller of this listing. */
    @Benchmark
    public long retentionScan() {
        Set<Integer> epochs = new HashSet<>();
        long copiedBytes = 0;
        for (Iterator<RemoteLogSegmentMetadata> all = partition.list(); all.hasNext(); ) {
            RemoteLogSegmentMetadata segment = all.next();
            epochs.addAll(segment.segmentLeaderEpochs().keySet());
            if (segment.state() == RemoteLogSegmentState.COPY_SEGMENT_FINISHED) {
                copiedBytes += segment.segmentSizeInBytes();
            }
        }
        return copiedBytes + epochs.size();
    }

    /** Lists the segments of a thousand neighbouring epochs, one epoch after the other. */
    @Benchmark
    public long listByEpoch() throws RemoteStorageException {
        int first = random.nextInt(Math.max(1, population.epochs() - EPOCHS_LISTED));
        long sum = 0;
        for (int epoch = first; epoch < first + EPOCHS_LISTED; epoch++) {
            sum += sum(partition.list(epoch));
        }
        return sum;
    }

    private static long sum(Iterator<RemoteLogSegmentMetadata> segments) {
        long sum = 0;
        while (segments.hasNext()) {
            RemoteLogSegmentMetadata segment = segments.next();
            sum += segment.startOffset() + segment.segmentSizeInBytes();
        }
        return sum;
    }
}
