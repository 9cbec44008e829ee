// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.audit.ledger.Gaps;
import io.thermocline.audit.ledger.Ledger;
import io.thermocline.audit.ledger.RecordCheck;
import io.thermocline.audit.ledger.VerifyingRecords;
import io.thermocline.audit.ledger.VerifyingRecords.Stamp;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionsTest {

    private static final int RUN = 5;
    private static final int RECORDS = 40;
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final Ledger ledger = new Ledger(RUN);
    private final Transactions transactions = new Transactions(ledger, "writer-1");
    private MockProducer<byte[], byte[]> producer = producer();
    private long sequence;

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @BeforeEach
    void begin() {
        transactions.begin(producer);
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            byte[] value = VerifyingRecords.value(new Stamp(RUN, 1, sequence++), 100);
            Callback enter = transactions.entering(value);
            Future<RecordMetadata> unused = producer.send(new ProducerRecord<>("t", 0, null, value), enter);
            transactions.sent();
        }
    }

    private long aborted() {
        return new RecordCheck(ledger, Gaps.ALLOWED)
                .finish(Map.of(PARTITION, Long.MAX_VALUE))
                .looked("aborted records");
    }

    @Test
    void everyThirdIsAborted() {
        send(6 * RECORDS);

        assertThat(producer.commitCount()).isEqualTo(4);
        assertThat(ledger.count()).isEqualTo(4 * RECORDS);
        assertThat(aborted()).isEqualTo(2 * RECORDS);
    }

    @Test
    void theLastOneIsEnded() {
        send(RECORDS + 1);
        assertThat(ledger.count()).isEqualTo(RECORDS);

        transactions.end();
        transactions.end();

        assertThat(ledger.count()).isEqualTo(RECORDS + 1);
        assertThat(producer.commitCount()).isEqualTo(2);
    }

    @Test
    void ofACommitWithoutAnAnswerNobodyKnows() {
        producer.commitTransactionException = new TimeoutException("no answer");

        assertThatThrownBy(() -> send(RECORDS)).isInstanceOf(TimeoutException.class);
        producer = producer();
        transactions.begin(producer);

        assertThat(ledger.count()).isZero();
        assertThat(aborted()).isZero();
    }

    @Test
    void whatAProducerLeftOpenIsAbortedByTheNext() {
        send(3);
        producer = producer();

        transactions.begin(producer);

        assertThat(ledger.count()).isZero();
        assertThat(aborted()).isEqualTo(3);
    }
}
