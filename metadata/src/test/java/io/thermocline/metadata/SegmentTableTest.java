// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.junit.jupiter.api.Test;

class SegmentTableTest {
    private static final TopicIdPartition PARTITION = Segments.partition("table");

    @Test
    void answersAsAMapThroughRandomChangesWithIdsThatCollide() {
        Random random = new Random(1);
        Map<Uuid, StoredSegment> model = new HashMap<>();
        SegmentTable table = new SegmentTable();
        for (int step = 0; step < 50_000; step++) {
            Uuid id = new Uuid(random.nextInt(4), random.nextInt(500));
            if (random.nextInt(3) > step / 20_000) {
                StoredSegment segment = segment(id);
                table.put(segment);
                model.put(id, segment);
            } else if (model.containsKey(id)) {
                table.remove(model.remove(id));
            }
            Uuid asked = new Uuid(random.nextInt(4), random.nextInt(500));
            assertThat(table.get(asked)).isSameAs(model.get(asked));
            assertThat(table.size()).isEqualTo(model.size());
        }
        assertThat(model).isNotEmpty();
        model.forEach((id, segment) -> assertThat(table.get(id)).isSameAs(segment));
    }

    private static StoredSegment segment(Uuid id) {
        RemoteLogSegmentMetadata metadata =
                new RemoteLogSegmentMetadata(new RemoteLogSegmentId(PARTITION, id), 0, 9, 0, 0, 0, 1, Map.of(0, 0L));
        return new StoredSegment(metadata, new SingleEpoch(0));
    }
}
