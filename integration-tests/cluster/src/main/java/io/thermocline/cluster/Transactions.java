// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import io.thermocline.audit.ledger.Ledger;
import io.thermocline.audit.ledger.LedgerTransaction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Transactions of some records each, over all partitions of a writer; every third is aborted when all its records lie in the
 * log. Of one that a producer left open, the next makes an aborted one; of one whose end had no answer, nobody knows.
 */
final class Transactions implements Bracket {

    private static final int RECORDS = 40;
    private static final int ABORTED_ONE_IN = 3;
    /** Segments with open transactions are not copied: nobody shall wait longer for the end of a writer that is gone. */
    private static final String TIMEOUT_MS = "15000";

    private final Ledger ledger;
    private final String id;
    private Producer<byte[], byte[]> producer;
    private Optional<LedgerTransaction> open = Optional.empty();
    private int sent;
    private long begun;

    Transactions(Ledger ledger, String id) {
        this.ledger = ledger;
        this.id = id;
    }

    @Override
    public Map<String, Object> configs() {
        Map<String, Object> configs = new HashMap<>();
        configs.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        configs.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TIMEOUT_MS);
        return configs;
    }

    @Override
    public void begin(Producer<byte[], byte[]> next) {
        producer = next;
        producer.initTransactions();
        open.ifPresent(LedgerTransaction::aborted);
        open = Optional.empty();
    }

    @Override
    public Callback entering(byte[] value) {
        if (open.isEmpty()) {
            producer.beginTransaction();
            open = Optional.of(ledger.begin());
            begun++;
            sent = 0;
        }
        return open.get().onAcknowledged(value);
    }

    @Override
    public void sent() {
        if (++sent == RECORDS) {
            end();
        }
    }

    @Override
    public void end() {
        if (open.isEmpty()) {
            return;
        }
        // What an abort finds unsent is never sent.
        producer.flush();
        LedgerTransaction ending = open.get();
        if (begun % ABORTED_ONE_IN == 0) {
            producer.abortTransaction();
            ending.aborted();
            open = Optional.empty();
        } else {
            open = Optional.empty();
            producer.commitTransaction();
            ending.committed();
        }
    }
}
