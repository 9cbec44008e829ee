// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.process.LogScan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplanationsTest {

    private static final String CORRUPT =
            "ERROR 2026-01-02 03:04:05,678 [remote-log-reader-1] org.apache.kafka.storage.RemoteLogReader - Error occurred"
                    + " while reading the remote data\norg.apache.kafka.common.KafkaException: object"
                    + " segments/orders/x/0/1-y.seg is corrupt: block 3 has checksum 01, but its bytes give 02\n";

    @Test
    void anErrorIsExplainedByItsFaultsOnly() throws IOException {
        assertThat(violations(CORRUPT, EnumSet.of(FaultKind.STORE_CORRUPTS))).isZero();
        assertThat(violations(CORRUPT, EnumSet.complementOf(EnumSet.of(FaultKind.STORE_CORRUPTS))))
                .isEqualTo(1);
    }

    @Test
    void whatBrokersSayAtTheirStartNeedsNoFault() throws IOException {
        String line =
                "ERROR 2026-01-02 03:04:05,678 [x] kafka.server.Y - The active controller appears to be node 2.\n";

        assertThat(violations(line, Set.of())).isZero();
    }

    @Test
    void aFollowerWhoseLeaderDiesWhileItIsAskedForEpochsIsExplainedByThatDeath() throws IOException {
        String follower =
                "ERROR 2026-01-02 03:04:05,678 [ReplicaFetcherThread-0-1] kafka.server.ReplicaFetcherThread - Error building"
                        + " remote log auxiliary state for large-0\norg.apache.kafka.common.errors.UnknownServerException:"
                        + " The server experienced an unexpected error when processing the request.\n";

        assertThat(violations(follower, EnumSet.of(FaultKind.BROKER_KILLED))).isZero();
        assertThat(violations(follower, EnumSet.of(FaultKind.STORE_SLOW))).isEqualTo(1);
    }

    @Test
    void aLeaderThatFailsToAnswerIsNotExplainedByADeath() throws IOException {
        String leader =
                "ERROR 2026-01-02 03:04:05,678 [data-plane-kafka-request-handler-1] kafka.server.KafkaApis - Unexpected error"
                        + " handling request\norg.apache.kafka.common.errors.UnknownServerException: The server experienced"
                        + " an unexpected error when processing the request.\n";

        assertThat(violations(leader, EnumSet.allOf(FaultKind.class))).isEqualTo(1);
    }

    private static long violations(String log, Set<FaultKind> happened) throws IOException {
        return new LogScan(Explanations.after(happened))
                .scan("broker 1", new BufferedReader(new StringReader(log)))
                .violations()
                .size();
    }
}
