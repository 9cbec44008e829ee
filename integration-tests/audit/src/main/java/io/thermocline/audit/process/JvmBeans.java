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
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a JVM of the same user on this machine says of itself. It needs no JMX port, and none is opened to others. */
final class JvmBeans implements AutoCloseable {

    /** Threads that serve whoever looks. */
    private static final List<String> LOOKING = List.of("RMI ", "JMX ", "Attach Listener");

    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private JvmBeans(JMXConnector connector, MBeanServerConnection beans) {
        this.connector = connector;
        this.beans = beans;
    }

    @SuppressWarnings("BanJNDI") // what answers is a process of the same user
    static JvmBeans of(long processId) throws IOException {
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

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
