// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.load;

import io.thermocline.audit.process.JvmBeans;
import java.io.IOException;
import java.util.Set;
import javax.management.JMException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * What the plugin in a running broker measures of itself, in JMX under {@code io.thermocline}.
 */
public final class PluginMetrics implements AutoCloseable {

    private final JvmBeans jmx;

    private PluginMetrics(JvmBeans jmx) {
        this.jmx = jmx;
    }

    /** Attaches to the broker whose process id that is. */
    public static PluginMetrics of(long processId) throws IOException {
        return new PluginMetrics(JvmBeans.of(processId));
    }

    /** Returns how many requests of a kind ({@code put}, {@code read}, ...) went to the store since the broker started. */
    public long requests(String verb) throws IOException {
        return value("store-requests", verb + "-total");
    }

    /** Returns how many bytes requests of a kind moved. */
    public long requestBytes(String verb) throws IOException {
        return value("store-requests", verb + "-bytes-total");
    }

    /** Returns how many calls of a kind ({@code copy}, {@code fetch}, ...) the broker made to the plugin. */
    public long calls(String operation) throws IOException {
        return value("remote-storage-manager", operation + "-total");
    }

    /** Returns how many bytes calls of a kind moved. */
    public long callBytes(String operation) throws IOException {
        return value("remote-storage-manager", operation + "-bytes-total");
    }

    /** Returns what the store itself has counted under that name, such as {@code s3-put-object}. */
    public long storeCount(String name) throws IOException {
        return value("store", name + "-total");
    }

    private long value(String type, String attribute) throws IOException {
        try {
            ObjectName pattern = new ObjectName("io.thermocline:type=" + type + ",*");
            Set<ObjectName> names = jmx.beans().queryNames(pattern, null);
            double sum = 0;
            for (ObjectName name : names) {
                sum += ((Number) jmx.beans().getAttribute(name, attribute)).doubleValue();
            }
            if (names.isEmpty()) {
                throw new IOException("the broker has no metrics named " + pattern);
            }
            return Math.round(sum);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(e);
        } catch (JMException e) {
            throw new IOException("cannot read " + attribute + " of " + type + " from the broker", e);
        }
    }

    @Override
    public void close() throws IOException {
        jmx.close();
    }
}
