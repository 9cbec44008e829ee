// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.load;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * The JMX of a running broker, which is a process of the same user on the same machine; it needs no JMX port, and none is
 * opened to others.
 */
public final class LocalJmx implements AutoCloseable {

    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private LocalJmx(JMXConnector connector, MBeanServerConnection beans) {
        this.connector = connector;
        this.beans = beans;
    }

    /** Attaches to the broker whose process id that is. */
    @SuppressWarnings("BanJNDI") // what answers is a process of the same user
    public static LocalJmx of(long processId) throws IOException {
        try {
            VirtualMachine broker = VirtualMachine.attach(Long.toString(processId));
            try {
                JMXConnector connector =
                        JMXConnectorFactory.connect(new JMXServiceURL(broker.startLocalManagementAgent()));
                return new LocalJmx(connector, connector.getMBeanServerConnection());
            } finally {
                broker.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("cannot attach to the broker, process " + processId, e);
        }
    }

    /** Returns all that the broker tells. */
    public MBeanServerConnection beans() {
        return beans;
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
