// SPDX-License-Identifier: Apache-2.0
package io.thermocline.inmemory;

import io.thermocline.metadata.RemoteLogHistoryContract;
import java.util.Map;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadataManager;

class InMemoryHistoryTest extends RemoteLogHistoryContract {
    @Override
    protected RemoteLogMetadataManager open() {
        RemoteLogMetadataManager manager = new InMemoryRemoteLogMetadataManager();
        manager.configure(Map.of(InMemoryConfig.READY_WAIT_MS, "1"));
        return manager;
    }
}
