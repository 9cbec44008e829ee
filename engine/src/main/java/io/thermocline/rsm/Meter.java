// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.CumulativeCount;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Rate;

/** What is measured of one kind of thing that is done again and again: how often, how often in vain, how long. */
final class Meter {

    /** Makes a metric's full name out of the last part of its name and its description. */
    interface Naming {
        MetricName name(String name, String description);
    }

    private final Sensor count;
    private final Sensor latency;
    private final Sensor errors;

    Meter(Metrics metrics, String group, String kind, Naming naming) {
        String sensor = group + "." + kind + ".";
        count = metrics.sensor(sensor + "count");
        count.add(naming.name(kind + "-total", "how many there were"), new CumulativeCount());
        latency = metrics.sensor(sensor + "latency");
        latency.add(naming.name(kind + "-latency-avg", "how long one took on average, in milliseconds"), new Avg());
        latency.add(naming.name(kind + "-latency-max", "how long the longest took, in milliseconds"), new Max());
        errors = metrics.sensor(sensor + "errors");
        errors.add(naming.name(kind + "-errors-total", "how many failed"), new CumulativeCount());
        errors.add(naming.name(kind + "-errors-rate", "how many failed per second"), new Rate());
    }

    /** Counts one that has ended. */
    void done(long nanos, boolean ok) {
        begun();
        ended(nanos, ok);
    }

    /** Counts one that goes on for a while. */
    void begun() {
        count.record();
    }

    /** Says of one that was begun how it ended. */
    void ended(long nanos, boolean ok) {
        latency.record((double) nanos / TimeUnit.MILLISECONDS.toNanos(1));
        if (!ok) {
            errors.record();
        }
    }
}
