// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.process.LogScan;
import io.thermocline.cluster.faults.Explanations;
import io.thermocline.cluster.faults.FaultKind;
import io.thermocline.it.broker.Directories;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * One cluster for all scenarios of all classes. After each class the logs must be free of errors that nothing explains.
 */
final class ThreeBrokers implements BeforeAllCallback, AfterAllCallback, TestWatcher {

    /** What scenarios do to brokers; to the store they do nothing. */
    private static final Set<FaultKind> HAPPENING =
            EnumSet.of(FaultKind.BROKER_KILLED, FaultKind.BROKER_RESTARTED, FaultKind.LEADERS_MOVED);

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(ThreeBrokers.class);

    private final Map<Integer, Long> logBefore = new HashMap<>();
    private Cluster cluster;

    /** Returns the cluster. */
    Cluster cluster() {
        return Objects.requireNonNull(cluster, "the cluster is started before the first test");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Shared.class, key -> new Shared(), Shared.class)
                .cluster;
        for (Node node : cluster.nodes()) {
            logBefore.put(node.id(), node.log().length());
        }
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        for (Node node : cluster.nodes()) {
            System.err.println(
                    context.getDisplayName() + " failed; " + node.log().tail());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        LogScan scan = new LogScan(Explanations.after(HAPPENING));
        for (Node node : cluster.nodes()) {
            try (BufferedReader log = Files.newBufferedReader(node.log().file(), StandardCharsets.ISO_8859_1)) {
                log.skip(logBefore.get(node.id()));
                AuditReport report = scan.scan(node.toString(), log);
                assertThat(report.violations())
                        .as("errors in the log of %s", node)
                        .isEmpty();
            }
        }
    }

    private static final class Shared implements AutoCloseable {

        private final Cluster cluster = Cluster.start(Directories.scratch("three"), Map.of());

        @Override
        public void close() {
            cluster.close();
        }
    }
}
