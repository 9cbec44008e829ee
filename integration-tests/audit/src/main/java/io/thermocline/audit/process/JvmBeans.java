// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.process;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a JVM of the same user on this machine says of itself. It needs no JMX port, and none is opened to others. */
public final class JvmBeans implements AutoCloseable {

    /** Threads that serve whoever looks. */
    private static final List<String> LOOKING = List.of("RMI ", "JMX ", "Attach Listener");

    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private JvmBeans(JMXConnector connector, MBeanServerConnection beans) {
        this.connector = connector;
        this.beans = beans;
    }

    /** Attaches to a process. */
    @SuppressWarnings("BanJNDI") // what answers is a process of the same user
    public static JvmBeans of(long processId) throws IOException {
        try {
            VirtualMachine process = VirtualMachine.attach(Long.toString(processId));
            try {
                JMXConnector connector =
                        JMXConnectorFactory.connect(new JMXServiceURL(process.startLocalManagementAgent()));
                return new JvmBeans(connector, connector.getMBeanServerConnection());
            } finally {
                process.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("cannot attach to the process " + processId, e);
        }
    }

    /** Returns all that it tells. */
    public MBeanServerConnection beans() {
        return beans;
    }

    /** Collects twice: what the first round finds unreachable may hold buffers that only the second gives back. */
    void collectGarbage() throws IOException {
        MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
        memory.gc();
        memory.gc();
    }

    long heapBytes() throws IOException {
        return ManagementFactory.newPlatformMXBeanProxy(beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class)
                .getHeapMemoryUsage()
                .getUsed();
    }

    long bufferBytes(String pool) throws IOException {
        return ManagementFactory.newPlatformMXBeanProxy(
                        beans, "java.nio:type=BufferPool,name=" + pool, BufferPoolMXBean.class)
                .getMemoryUsed();
    }

    /** Returns how many live threads there are by name, numbers in the name replaced by {@code #}. */
    Map<String, Integer> threads() throws IOException {
        ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        Map<String, Integer> counts = new HashMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && LOOKING.stream().noneMatch(thread.getThreadName()::startsWith)) {
                counts.merge(thread.getThreadName().replaceAll("[0-9]+", "#"), 1, Integer::sum);
            }
        }
        return counts;
    }

    /** Returns how many objects there are of each class whose name begins so, arrays of them left out. */
    Map<String, Long> objects(String prefix) throws IOException {
        String histogram;
        try {
            histogram = (String) beans.invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IOException("the process does not count its objects", e);
        }
        Map<String, Long> counts = new HashMap<>();
        histogram.lines().map(String::trim).map(line -> line.split("\\s+")).forEach(columns -> {
            // 12:  345  6789  java.lang.String (java.base@17)
            if (columns.length > 3 && columns[3].startsWith(prefix)) {
                counts.merge(columns[3], Long.valueOf(columns[1]), Long::sum);
            }
        });
        return counts;
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
