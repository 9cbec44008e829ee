// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import org.apache.kafka.clients.producer.Callback;

/** The records of one transaction, which wait for its end. A transaction that never ends requires and forbids nothing. */
public final class LedgerTransaction {

    LedgerTransaction() {}

    /** Returns what to give to {@code Producer.send} with the value. */
    public Callback onAcknowledged(byte[] value) {
        throw new UnsupportedOperationException();
    }

    /** Says that the commit was acknowledged: all records must be read back. */
    public void committed() {
        throw new UnsupportedOperationException();
    }

    /** Says that the abort was acknowledged: whoever reads committed records must see none of them. */
    public void aborted() {
        throw new UnsupportedOperationException();
    }
}
