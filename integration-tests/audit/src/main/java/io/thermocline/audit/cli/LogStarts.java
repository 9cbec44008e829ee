// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.cli;

import io.thermocline.audit.AuditException;
import io.thermocline.audit.metadata.RemoteMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Where the partitions begin that have segments in the tier. */
final class LogStarts {

    private LogStarts() {}

    /** Asks a cluster; partitions of topics that it does not have are left out. */
    static Map<TopicPartition, Long> of(String bootstrapServers, RemoteMetadata metadata) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Set<String> topics = admin.listTopics().names().get();
            Map<TopicPartition, OffsetSpec> asked = metadata.segments().stream()
                    .map(entry -> entry.started().topicIdPartition().topicPartition())
                    .filter(partition -> topics.contains(partition.topic()))
                    .distinct()
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.earliest()));
            Map<TopicPartition, Long> starts = new HashMap<>();
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> start :
                    admin.listOffsets(asked).all().get().entrySet()) {
                starts.put(start.getKey(), start.getValue().offset());
            }
            return starts;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditException("interrupted while asking " + bootstrapServers + " where partitions begin", e);
        } catch (ExecutionException e) {
            throw new AuditException(
                    "cannot ask %s where partitions begin: %s"
                            .formatted(bootstrapServers, e.getCause().getMessage()),
                    e);
        }
    }
}
