// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs one class of tests, or one method of it ({@code Class#method}), in this JVM, prints what became of it, and exits
 * with 0 if there were tests and all passed. The last line printed says how many there were.
 */
public final class TestClassRun {

    static final String TESTS = "tests passed: ";

    /** Kafka's tests need the extensions that its jars announce. */
    private static final Map<String, String> PARAMETERS =
            Map.of("junit.jupiter.extensions.autodetection.enabled", "true");

    private TestClassRun() {}

    public static void main(String[] arguments) throws ClassNotFoundException {
        SummaryGeneratingListener summaries = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors(arguments[0]))
                .configurationParameters(PARAMETERS)
                .build();
        LauncherFactory.create().execute(request, summaries, new Progress());
        TestExecutionSummary summary = summaries.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), Integer.MAX_VALUE);
        long passed = summary.getTestsSucceededCount();
        boolean good = passed > 0 && passed == summary.getTestsFoundCount() && summary.getTotalFailureCount() == 0;
        System.out.println(TESTS + passed + " of " + summary.getTestsFoundCount());
        // Whatever threads a broken test has left behind must not keep this JVM.
        Runtime.getRuntime().halt(good ? 0 : 1);
    }

    private static List<MethodSelector> methods(String className, String methodName) throws ClassNotFoundException {
        Class<?> type = Class.forName(className);
        return Stream.of(type.getMethods())
                .filter(method -> method.getName().equals(methodName))
                .map(method -> DiscoverySelectors.selectMethod(type, method))
                .toList();
    }

    private static List<? extends DiscoverySelector> selectors(String name) throws ClassNotFoundException {
        int hash = name.indexOf('#');
        return hash < 0
                ? List.of(DiscoverySelectors.selectClass(name))
                : methods(name.substring(0, hash), name.substring(hash + 1));
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
        }
    }
}
