// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.junit.jupiter.api.Test;

class PopulationTest {
    private static final Population POPULATION = new Population(2, 400);

    @Test
    void bothSubjectsHoldTheSameSegmentsAndFindTheSame() throws Exception {
        List<Subject> kafka = POPULATION.fill(Subject.Kind.KAFKA);
        List<Subject> view = POPULATION.fill(Subject.Kind.THERMOCLINE);
        for (int partition = 0; partition < POPULATION.partitions(); partition++) {
            compare(kafka.get(partition), view.get(partition));
        }
    }

    private static void compare(Subject kafka, Subject view) throws Exception {
        for (int epoch = 0; epoch < POPULATION.epochs(); epoch++) {
            List<RemoteLogSegmentMetadata> listed = new ArrayList<>();
            view.list(epoch).forEachRemaining(listed::add);
            assertThat(kafka.list(epoch)).toIterable().isNotEmpty().containsExactlyElementsOf(listed);
        }
        for (long offset = 0; offset < 200_000; offset += 250) {
            int epoch = Population.epochOf(offset);
            assertThat(view.find(epoch, offset)).isPresent().isEqualTo(kafka.find(epoch, offset));
        }
    }
}
