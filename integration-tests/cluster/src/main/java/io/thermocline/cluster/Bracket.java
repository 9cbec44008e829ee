// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import io.thermocline.audit.ledger.Ledger;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;

/** What a writer's records have in common with their neighbours: nothing, or a transaction. For one thread. */
interface Bracket {

    /** Returns what the producer must be told. */
    Map<String, Object> configs();

    /** Begins with a producer, the first or one after another that could not go on. */
    void begin(Producer<byte[], byte[]> producer);

    /** Returns what is to be called when the record of that value, which is sent next, has its answer. */
    Callback entering(byte[] value);

    /** Says that the record was sent. */
    void sent();

    /** Ends what is open; the producer sends no more. */
    void end();

    /** Returns one without transactions: each record is in the ledger once it is acknowledged. */
    static Bracket none(Ledger ledger) {
        return new Bracket() {
            @Override
            public Map<String, Object> configs() {
                return new HashMap<>();
            }

            @Override
            public void begin(Producer<byte[], byte[]> producer) {}

            @Override
            public Callback entering(byte[] value) {
                return ledger.onAcknowledged(value);
            }

            @Override
            public void sent() {}

            @Override
            public void end() {}
        };
    }
}
