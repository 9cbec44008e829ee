// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs a class of tests, or only some methods of it ({@code Class method...}), in this JVM, prints what becomes of each, and
 * exits with 0 if there were tests and none failed. The last line printed says how many there were.
 */
public final class TestClassRun {

    static final String FAILED = "failed: ";
    static final String TESTS = "tests passed: ";

    /** Kafka's tests need the extensions that its jars announce. */
    private static final Map<String, String> PARAMETERS =
            Map.of("junit.jupiter.extensions.autodetection.enabled", "true");

    private TestClassRun() {}

    public static void main(String[] arguments) throws ClassNotFoundException {
        List<String> names = List.of(arguments);
        SummaryGeneratingListener summaries = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors(Class.forName(names.get(0)), names.subList(1, names.size())))
                .configurationParameters(PARAMETERS)
                .build();
        LauncherFactory.create().execute(request, summaries, new Progress());
        TestExecutionSummary summary = summaries.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), Integer.MAX_VALUE);
        long passed = summary.getTestsSucceededCount();
        System.out.println(TESTS + passed + " of " + summary.getTestsFoundCount());
        // Whatever threads a broken test has left behind must not keep this JVM.
        Runtime.getRuntime().halt(passed > 0 && summary.getTotalFailureCount() == 0 ? 0 : 1);
    }

    private static List<DiscoverySelector> selectors(Class<?> type, List<String> methods) {
        if (methods.isEmpty()) {
            return List.of(DiscoverySelectors.selectClass(type));
        }
        return Stream.of(type.getMethods())
                .filter(method -> methods.contains(method.getName()))
                .<DiscoverySelector>map(method -> DiscoverySelectors.selectMethod(type, method))
                .toList();
    }

    private static final class Progress implements TestExecutionListener {
        @Override
        public void executionStarted(TestIdentifier test) {
            if (test.isTest()) {
                System.out.println("began: " + test.getDisplayName());
            }
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                System.out.println("ended: " + test.getDisplayName() + ": " + result.getStatus());
            }
            if (result.getStatus() == Status.FAILED && test.getSource().orElse(null) instanceof MethodSource method) {
                System.out.println(FAILED + method.getMethodName());
            }
        }
    }
}
