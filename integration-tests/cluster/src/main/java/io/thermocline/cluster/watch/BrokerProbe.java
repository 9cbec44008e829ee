// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.watch;

import io.thermocline.audit.process.JvmBeans;
import io.thermocline.cluster.Node;
import java.io.IOException;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** Looks into one broker again and again, whatever processes it has one after another. Not for several threads. */
final class BrokerProbe implements AutoCloseable {

    private static final long NOBODY = -1;

    private final Node node;
    private long processId = NOBODY;
    private JvmBeans jmx;

    BrokerProbe(Node node) {
        this.node = node;
    }

    /** What a broker holds at one moment, and what it has yet to tier. */
    record Figures(long heapBytes, long directBytes, long threads, long fileDescriptors, long lagBytes) {}

    /** Returns the figures, or nothing while the broker does not run or does not answer. */
    Optional<Figures> look() {
        if (!node.runs()) {
            return Optional.empty();
        }
        try {
            if (node.processId() != processId) {
                close();
                jmx = JvmBeans.of(node.processId());
                processId = node.processId();
            }
            MBeanServerConnection beans = jmx.beans();
            CompositeData heap =
                    (CompositeData) beans.getAttribute(new ObjectName("java.lang:type=Memory"), "HeapMemoryUsage");
            return Optional.of(new Figures(
                    (Long) heap.get("used"),
                    number(beans, "java.nio:type=BufferPool,name=direct", "MemoryUsed"),
                    number(beans, "java.lang:type=Threading", "ThreadCount"),
                    number(beans, "java.lang:type=OperatingSystem", "OpenFileDescriptorCount"),
                    number(beans, "kafka.server:type=BrokerTopicMetrics,name=RemoteCopyLagBytes", "Value")));
        } catch (IOException | JMException notNow) {
            close();
            return Optional.empty();
        }
    }

    private static long number(MBeanServerConnection beans, String name, String attribute)
            throws JMException, IOException {
        return ((Number) beans.getAttribute(new ObjectName(name), attribute)).longValue();
    }

    @Override
    public void close() {
        processId = NOBODY;
        if (jmx == null) {
            return;
        }
        try {
            jmx.close();
        } catch (IOException gone) {
            // The process was killed.
        }
        jmx = null;
    }
}
