// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.rsm.testing.KafkaSegment;
import io.thermocline.rsm.testing.RemoteStorageManagerContract;
import io.thermocline.store.StoreProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.junit.jupiter.api.Test;

class LocalTieredStorageTest extends RemoteStorageManagerContract {

    @Override
    protected StoreProvider storeProvider() {
        return new LocalStoreProvider();
    }

    @Override
    protected Map<String, String> storeSettings() {
        return Map.of("local.path", tier().toString());
    }

    private Path tier() {
        return directory.resolve("tier");
    }

    private List<Path> segmentFiles() throws IOException {
        try (Stream<Path> files = Files.walk(tier())) {
            return files.filter(file -> file.toString().endsWith(".seg")).toList();
        }
    }

    private static LocalTieredStorage plugin(Map<String, ?> settings) {
        LocalTieredStorage plugin = new LocalTieredStorage();
        plugin.configure(settings);
        return plugin;
    }

    @Test
    void aSegmentIsOneFileWhoseBeginningIsTheLog() throws Exception {
        KafkaSegment segment = KafkaSegment.create(directory, MIB);

        manager.copyLogSegmentData(segment.metadata(), segment.data());

        assertThat(segmentFiles()).hasSize(1);
        byte[] log = segment.log();
        try (InputStream file = Files.newInputStream(segmentFiles().get(0))) {
            assertThat(file.readNBytes(log.length)).isEqualTo(log);
        }
    }

    @Test
    void deletingTheLastSegmentOfATopicRemovesItsDirectories() throws Exception {
        KafkaSegment segment = KafkaSegment.create(directory, MIB);
        manager.copyLogSegmentData(segment.metadata(), segment.data());

        manager.deleteLogSegmentData(segment.metadata());

        assertThat(tier().resolve("segments")).doesNotExist();
    }

    @Test
    void afterAChangeOfThePrefixOldSegmentsAreReadAndDeletedWhereTheyAre() throws Exception {
        KafkaSegment segment = KafkaSegment.create(directory, MIB);
        RemoteLogSegmentMetadata withHint =
                segment.copied(manager.copyLogSegmentData(segment.metadata(), segment.data()));
        RemoteLogSegmentMetadata withoutHint = segment.copied(Optional.empty());
        manager.close();

        manager = configured(Map.of("key.prefix", "new/", "key.prefix.previous", "older/,/"));

        assertThat(manager.fetchLogSegment(withHint, 0).readAllBytes()).isEqualTo(segment.log());
        assertThat(manager.fetchLogSegment(withoutHint, 0).readAllBytes()).isEqualTo(segment.log());
        KafkaSegment fresh = KafkaSegment.create(directory, MIB);
        manager.copyLogSegmentData(fresh.metadata(), fresh.data());
        assertThat(tier().resolve("new/segments")).exists();
        provider.counts().reset();
        manager.deleteLogSegmentData(withoutHint);
        manager.deleteLogSegmentData(fresh.metadata());
        assertThat(provider.counts().summary()).isEqualTo("2 delete");
        assertThat(segmentFiles()).isEmpty();
    }

    @Test
    void aSegmentUnderAForgottenPrefixIsNeverSilentlyLeftBehind() throws Exception {
        KafkaSegment segment = KafkaSegment.create(directory, MIB);
        RemoteLogSegmentMetadata copied =
                segment.copied(manager.copyLogSegmentData(segment.metadata(), segment.data()));
        manager.close();
        manager = configured(Map.of("key.prefix", "new/"));

        assertThatThrownBy(() -> manager.fetchLogSegment(copied, 0))
                .isInstanceOf(RemoteResourceNotFoundException.class)
                .hasMessageContaining("key.prefix.previous");
        assertThatThrownBy(() -> manager.deleteLogSegmentData(copied))
                .isExactlyInstanceOf(RemoteStorageException.class)
                .hasMessageContaining("was not deleted")
                .hasMessageContaining("key.prefix.previous");

        Files.createDirectory(tier().resolve("new"));
        Files.move(tier().resolve("segments"), tier().resolve("new/segments"));
        manager.deleteLogSegmentData(copied);
        assertThat(segmentFiles()).isEmpty();
    }

    @Test
    void aMissingPathStopsTheStartAndIsNamed() {
        assertThatThrownBy(() -> plugin(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("LocalTieredStorage", "local.path", "rsm.config.");
    }

    @Test
    void aPathThatIsAFileStopsTheStartAndIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> plugin(Map.of("local.path", file.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("local.path")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("file");
    }

    @Test
    void aFailingStoreStopsTheStartOnlyIfAskedTo() throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("local.path", directory.resolve("absent").toString());
        settings.put("local.path.create", "false");
        plugin(settings).close();

        settings.put("startup.check", "fail");

        assertThatThrownBy(() -> plugin(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("absent")
                .hasMessageContaining("startup.check");
    }

    @Test
    void aPluginThatIsNotConfiguredSaysSo() {
        KafkaSegment[] segment = new KafkaSegment[1];
        assertThatThrownBy(() -> {
                    segment[0] = KafkaSegment.create(directory, MIB);
                    new LocalTieredStorage().deleteLogSegmentData(segment[0].metadata());
                })
                .isInstanceOf(RemoteStorageException.class)
                .hasMessageContaining("not configured");
    }
}
