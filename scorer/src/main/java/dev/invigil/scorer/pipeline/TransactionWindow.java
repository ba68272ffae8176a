// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.kit.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the ready outcomes and their source offsets in one transaction, at most once per window. The group's metadata is sent with the
 * offsets, so that the broker refuses a scorer that has lost its partitions (KIP-447); refused outcomes stay ready and are sent again, or
 * are dropped once the loss is known. After a transaction with an unknown result the producer is never used again
 * ({@link ProducerLostException}).
 */
final class TransactionWindow {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionWindow.class);

    /** The result of a transaction. */
    enum Result {
        COMMITTED,
        /** Aborted: nothing is visible; the outcomes are still to be committed. */
        ABORTED
    }

    /**
     * @param length at least this long from one transaction to the next
     * @param patience how long consecutive transactions may fail before the scorer stops
     * @param transaction after how long the broker ends an open transaction
     */
    record Settings(Duration length, Duration patience, Duration transaction) {}

    private final Producer<String, byte[]> producer;
    private final OutcomeRecords outcomeRecords;
    private final Settings settings;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private long lastNanos;
    private long failingSinceNanos;
    private boolean failing;

    TransactionWindow(
            Producer<String, byte[]> producer,
            OutcomeRecords outcomeRecords,
            Settings settings,
            LongSupplier nanos,
            InstantSource clock) {
        this.producer = producer;
        this.outcomeRecords = outcomeRecords;
        this.settings = settings;
        this.nanos = nanos;
        this.clock = clock;
        this.lastNanos = nanos.getAsLong() - settings.length().toNanos();
    }

    /** Ends an open transaction of an earlier scorer with the same transactional id. */
    void open() {
        producer.initTransactions();
    }

    /** Nanoseconds until the window is over, at least 0; 0 when the last transaction is longer ago than the window. */
    long nanosUntilDue() {
        return Math.max(0, lastNanos + settings.length().toNanos() - nanos.getAsLong());
    }

    /**
     * @param ready in order within each partition, not empty
     * @param offsets to commit with them
     * @throws ProducerLostException when the result of the transaction is unknown: the producer must not be used any more
     * @throws ScorerFailedException when another scorer uses the same transactional id, when the broker forbids the transaction, or
     *     when transactions have failed for longer than the patience
     */
    Result commit(
            Map<TopicPartition, List<Outcome>> ready,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        long begin = nanos.getAsLong();
        try {
            List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
            ready.values()
                    .forEach(outcomes ->
                            outcomes.forEach(outcome -> records.addAll(outcomeRecords.of(outcome, clock.instant()))));
            return commit(records, offsets, group, begin);
        } finally {
            lastNanos = nanos.getAsLong();
        }
    }

    private Result commit(
            List<ProducerRecord<String, byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group,
            long begin) {
        try {
            producer.beginTransaction();
            for (ProducerRecord<String, byte[]> record : records) {
                // no callback: the commit flushes, and fails when any of the sends did
                var unused = producer.send(record);
            }
            producer.sendOffsetsToTransaction(offsets, group);
            producer.commitTransaction();
            failing = false;
            return Result.COMMITTED;
        } catch (ProducerFencedException e) {
            throw fenced(e, begin);
        } catch (AuthorizationException | UnsupportedVersionException e) {
            throw new ScorerFailedException("the broker denied the scorer's transactions: " + e.getMessage(), e);
        } catch (TimeoutException | OutOfOrderSequenceException | InvalidTxnStateException | IllegalStateException e) {
            throw new ProducerLostException("the result of a transaction is unknown: " + e.getMessage(), e);
        } catch (KafkaException e) {
            abort(e, begin);
            return Result.ABORTED;
        }
    }

    /** The broker also fences a producer whose transaction timed out; this does not mean that there is a second scorer. */
    private RuntimeException fenced(KafkaException cause, long begin) {
        if (nanos.getAsLong() - begin >= settings.transaction().toNanos()) {
            return new ProducerLostException("the broker ended a transaction that took too long", cause);
        }
        return new ScorerFailedException(
                "another scorer uses the same transactional id and has replaced this one; give each scorer a unique instance"
                        + " name, or omit the name",
                cause);
    }

    private void abort(KafkaException cause, long begin) {
        long now = nanos.getAsLong();
        if (!failing) {
            failing = true;
            failingSinceNanos = now;
        }
        if (now - failingSinceNanos > settings.patience().toNanos()) {
            throw new ScorerFailedException(
                    "transactions have failed for " + settings.patience().toSeconds() + " s; the last error was: "
                            + cause.getMessage(),
                    cause);
        }
        LOG.warn("transaction aborted; its results go into the next transaction: {}", Reason.of(cause));
        try {
            producer.abortTransaction();
        } catch (ProducerFencedException e) {
            e.addSuppressed(cause);
            throw fenced(e, begin);
        } catch (KafkaException | IllegalStateException e) {
            e.addSuppressed(cause);
            throw new ProducerLostException("a failed transaction could not be aborted: " + e.getMessage(), e);
        }
    }
}
