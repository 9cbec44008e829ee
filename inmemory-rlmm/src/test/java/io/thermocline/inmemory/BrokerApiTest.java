// SPDX-License-Identifier: Apache-2.0
package io.thermocline.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadataManager;
import org.junit.jupiter.api.Test;

/** Sees to it that the tests of this module do run with both ends of what is supported. */
class BrokerApiTest {
    private static final String KAFKA = System.getProperty("thermocline.kafka", "3.9");

    @Test
    void theApiIsThatOfTheBrokerThatIsMeant() {
        boolean old = KAFKA.startsWith("3.");

        assertThat(exists("org.apache.kafka.server.log.remote.storage.RetriableRemoteStorageException"))
                .isNotEqualTo(old);
        assertThat(Arrays.stream(RemoteLogMetadataManager.class.getMethods())
                        .anyMatch(method -> method.getName().equals("isReady")))
                .isNotEqualTo(old);
    }

    @Test
    void everyMethodOfTheApiIsImplementedHereAndNotLeftToItsDefault() {
        assertThat(InMemoryRemoteLogMetadataManager.class.getMethods())
                .filteredOn(method -> method.getDeclaringClass() == RemoteLogMetadataManager.class)
                .isEmpty();
    }

    private static boolean exists(String className) {
        try {
            Class.forName(className);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
