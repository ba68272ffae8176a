// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
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
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is ready in one transaction together with the offsets it was read at, at most once per window. The group's
 * metadata goes with the offsets, so that the broker refuses a scorer that has lost its partitions (KIP-447); what it
 * refused stays ready and is tried again, or is dropped once the loss is known.
 */
public final class TransactionWindow {
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
     */
    public record Settings(Duration length, Duration patience) {}

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
     * @throws ScorerFailedException when another scorer has taken over this one's identity, or when it has failed for
     *     longer than the patience
     */
    Result commit(Map<TopicPartition, List<Outcome>> ready, ConsumerGroupMetadata group) {
        try {
            producer.beginTransaction();
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            ready.forEach((partition, outcomes) -> {
                for (Outcome outcome : outcomes) {
                    send(outcome);
                }
                RecordRef last = outcomes.get(outcomes.size() - 1).ref();
                offsets.put(partition, new OffsetAndMetadata(last.offset() + 1));
            });
            producer.sendOffsetsToTransaction(offsets, group);
            commitTransaction();
            failing = false;
            return Result.COMMITTED;
        } catch (ProducerFencedException e) {
            throw new ScorerFailedException(
                    "another scorer has taken over this one's transactional id; give each scorer an instance name of its"
                            + " own, or leave the name out",
                    e);
        } catch (OutOfOrderSequenceException | AuthorizationException | UnsupportedVersionException e) {
            throw new ScorerFailedException("the broker refuses the scorer's transactions: " + e.getMessage(), e);
        } catch (KafkaException e) {
            abort(e);
            return Result.ABORTED;
        } finally {
            lastNanos = nanos.getAsLong();
        }
    }

    private void send(Outcome outcome) {
        for (ProducerRecord<String, byte[]> record : outcomeRecords.of(outcome, clock.instant())) {
            // no callback: the commit flushes, and fails when any of the sends did
            var unused = producer.send(record);
        }
    }

    /** A commit that timed out may have happened: only the same commit, repeated, tells. */
    private void commitTransaction() {
        long begin = nanos.getAsLong();
        while (true) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException e) {
                if (nanos.getAsLong() - begin > settings.patience().toNanos()) {
                    throw new ScorerFailedException(
                            "the broker has not confirmed a transaction for "
                                    + settings.patience().toSeconds()
                                    + " s; look at the broker, then start the scorer again",
                            e);
                }
                LOG.warn("the broker has not confirmed the transaction yet: {}", e.getMessage());
            }
        }
    }

    private void abort(KafkaException cause) {
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
        } catch (KafkaException e) {
            e.addSuppressed(cause);
            throw new ScorerFailedException("a failed transaction could not be aborted: " + e.getMessage(), e);
        }
    }
}
