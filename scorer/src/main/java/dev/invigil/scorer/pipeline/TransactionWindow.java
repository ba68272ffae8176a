// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

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
 * Sends what is ready in one transaction together with the offsets it was read at, at most once per window. The group's
 * metadata goes with the offsets, so that the broker refuses a scorer that has lost its partitions (KIP-447); what it
 * refused stays ready and is tried again, or is dropped once the loss is known. After an answer that tells nothing the producer is
 * never used again ({@link ProducerLostException}).
 */
final class TransactionWindow {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionWindow.class);

    /** How a transaction went. */
    enum Result {
        COMMITTED,
        /** Nothing of it is visible; the outcomes are still to be committed. */
        ABORTED
    }

    /**
     * @param length at least this long from one transaction to the next
     * @param patience for how long transactions may fail in a row before the scorer gives up
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

    /** Ends whatever an earlier scorer of the same transactional id left open. */
    void open() {
        producer.initTransactions();
    }

    /** Until the window is over, at least 0. After a quiet spell it is over at once. */
    long nanosUntilDue() {
        return Math.max(0, lastNanos + settings.length().toNanos() - nanos.getAsLong());
    }

    /**
     * @param ready in order within each partition, not empty
     * @param offsets to commit with them
     * @throws ProducerLostException when it is not known what became of the transaction: the producer must not be used any more
     * @throws ScorerFailedException when another scorer has taken over this one's identity, when the broker forbids the transaction, or
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
            throw new ScorerFailedException("the broker refuses the scorer's transactions: " + e.getMessage(), e);
        } catch (TimeoutException | OutOfOrderSequenceException | InvalidTxnStateException | IllegalStateException e) {
            throw new ProducerLostException("it is not known what became of a transaction: " + e.getMessage(), e);
        } catch (KafkaException e) {
            abort(e, begin);
            return Result.ABORTED;
        }
    }

    /** The broker fences also a producer whose transaction it ended because it took too long; that is no second scorer. */
    private RuntimeException fenced(KafkaException cause, long begin) {
        if (nanos.getAsLong() - begin >= settings.transaction().toNanos()) {
            return new ProducerLostException("the broker ended a transaction that took too long", cause);
        }
        return new ScorerFailedException(
                "another scorer has taken over this one's transactional id; give each scorer an instance name of its"
                        + " own, or leave the name out",
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
                    "transactions have failed for " + settings.patience().toSeconds() + " s, the last one with: "
                            + cause.getMessage(),
                    cause);
        }
        LOG.warn("transaction aborted, its results are kept for the next: {}", cause.toString());
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
