// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.wrap.ObservedObjectStore;
import io.thermocline.store.wrap.Outcome;
import io.thermocline.store.wrap.Verb;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Rate;

/**
 * The metrics of one RemoteStorageManager, in JMX under {@code io.thermocline}. The broker's wrapper around the plugin
 * hides it from the broker's own metrics, so these are of our own making. All of them exist from the start.
 */
final class RsmMetrics implements AutoCloseable {

    private static final String DOMAIN = "io.thermocline";
    private static final String OPERATIONS = "remote-storage-manager";
    private static final String REQUESTS = "store-requests";
    private static final String STORE = "store";
    private static final String CACHE = "cache";

    private final Metrics metrics = new Metrics();
    private final Map<String, String> tags = new TreeMap<>();
    private final Map<Operation, Meter> operations = new EnumMap<>(Operation.class);
    private final Map<Verb, Meter> requests = new EnumMap<>(Verb.class);
    private final Map<Operation, LongConsumer> operationBytes = new EnumMap<>(Operation.class);
    private final Map<Verb, LongConsumer> requestBytes = new EnumMap<>(Verb.class);

    RsmMetrics(String plugin, int brokerId) {
        tags.put("plugin", plugin);
        tags.put("broker-id", Integer.toString(brokerId));
        JmxReporter reporter = new JmxReporter();
        reporter.configure(Map.of());
        reporter.contextChange(new KafkaMetricsContext(DOMAIN));
        metrics.addReporter(reporter);
        for (Operation operation : Operation.values()) {
            operations.put(operation, meter(OPERATIONS, operation.label()));
        }
        for (Verb verb : Verb.values()) {
            requests.put(verb, meter(REQUESTS, verb.label()));
        }
        for (Operation moving : EnumSet.of(Operation.COPY, Operation.FETCH, Operation.FETCH_INDEX)) {
            operationBytes.put(moving, bytes(OPERATIONS, moving.label()));
        }
        for (Verb moving : EnumSet.of(Verb.PUT, Verb.READ, Verb.READ_SUFFIX)) {
            requestBytes.put(moving, bytes(REQUESTS, moving.label()));
        }
    }

    private Meter meter(String group, String kind) {
        return new Meter(metrics, group, kind, (name, description) -> name(group, name, kind + ": " + description));
    }

    private LongConsumer bytes(String group, String kind) {
        return new Group(group).counter(kind + "-bytes", kind + ": bytes that were moved");
    }

    private MetricName name(String group, String name, String description) {
        return metrics.metricName(name, group, description, tags);
    }

    /** Adds how many deletions wait to be tried again. */
    void pendingDeletions(IntSupplier count) {
        MetricName name = name(OPERATIONS, "pending-deletions", "how many deletions failed and wait to be tried again");
        metrics.addMetric(name, (Gauge<Integer>) (config, now) -> count.getAsInt());
    }

    /** Returns where the store reports what happens below its verbs. */
    StoreMeters store() {
        return new Group(STORE);
    }

    /** Returns where the cache reports. */
    StoreMeters cache() {
        return new Group(CACHE);
    }

    private final class Group implements StoreMeters {
        private final String group;

        Group(String group) {
            this.group = group;
        }

        @Override
        public LongConsumer counter(String name, String description) {
            Sensor sensor = metrics.sensor(group + "." + name);
            sensor.add(name(group, name + "-total", description), new CumulativeSum());
            sensor.add(name(group, name + "-rate", description + ", per second"), new Rate());
            return amount -> sensor.record((double) amount);
        }

        @Override
        public LongConsumer latency(String name, String description) {
            Sensor sensor = metrics.sensor(group + "." + name);
            sensor.add(name(group, name + "-avg", description + ", on average in milliseconds"), new Avg());
            sensor.add(name(group, name + "-max", description + ", at most in milliseconds"), new Max());
            return nanos -> sensor.record((double) nanos / TimeUnit.MILLISECONDS.toNanos(1));
        }

        @Override
        public void gauge(String name, String description, LongSupplier value) {
            metrics.addMetric(name(group, name, description), (Gauge<Long>) (config, now) -> value.getAsLong());
        }
    }

    /** Returns the store, with every request counted. */
    ObjectStore observe(ObjectStore store) {
        return new ObservedObjectStore(store, request -> {
            Meter meter = requests.get(request.verb());
            meter.done(request.nanos(), request.outcome() == Outcome.OK);
            if (requestBytes.containsKey(request.verb())) {
                requestBytes.get(request.verb()).accept(request.bytes());
            }
        });
    }

    /** Counts a call that has ended. */
    void done(Operation operation, long nanos, boolean ok) {
        operations.get(operation).done(nanos, ok);
    }

    /** Counts a stream that was opened. */
    void begun(Operation operation) {
        operations.get(operation).begun();
    }

    /** Says how long the broker waited for a stream that is over, and whether it broke off. */
    void ended(Operation operation, long nanos, boolean ok) {
        operations.get(operation).ended(nanos, ok);
    }

    void moved(Operation operation, long bytes) {
        operationBytes.get(operation).accept(bytes);
    }

    @Override
    public void close() {
        metrics.close();
    }
}
