// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.decision.Overrides;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what the model in shadow has scored, compares it with the line's decision and sends it, on a thread of its own and outside every
 * transaction. What it cannot take or send is dropped and counted.
 */
final class ShadowVerdicts implements ShadowLane.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowVerdicts.class);
    private static final int WAITING = 64;

    private final Supplier<Producer<String, byte[]>> producers;
    private final OutcomeRecords records;
    private final Supplier<Overrides> overrides;
    private final ScorerMetrics metrics;
    private final InstantSource clock;
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                Thread made = new Thread(task, "invigil-scorer-shadow");
                made.setDaemon(true);
                return made;
            });
    /** Used by the thread only; created by the first verdict. */
    private Optional<Producer<String, byte[]>> producer = Optional.empty();

    /** @param producers creates the producer, which is not transactional; called once at most, when there is a verdict to send */
    ShadowVerdicts(
            Supplier<Producer<String, byte[]>> producers,
            OutcomeRecords records,
            Supplier<Overrides> overrides,
            ScorerMetrics metrics,
            InstantSource clock) {
        this.producers = producers;
        this.records = records;
        this.overrides = overrides;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void scored(ScoredBatch batch, Outcome.Scored line) {
        run(() -> send(batch, line));
    }

    @Override
    public void dropped(ShadowLane.Dropped reason) {
        metrics.shadowDropped(reason);
    }

    private void send(ScoredBatch batch, Outcome.Scored line) {
        Outcome.Scored shadow = batch.stages().decision().decide(batch, 0, overrides.get());
        metrics.shadowDecided(line, shadow);
        if (producer.isEmpty()) {
            producer = Optional.of(producers.get());
        }
        var unused = producer.get().send(records.shadow(shadow, line, clock.instant()), (sent, failure) -> {
            if (failure != null) {
                notSent(failure);
            }
        });
    }

    private void run(Runnable work) {
        try {
            thread.execute(() -> {
                try {
                    work.run();
                } catch (KafkaException e) {
                    notSent(e);
                } catch (RuntimeException e) {
                    LOG.warn("a verdict of the model in shadow could not be made", e);
                    dropped(ShadowLane.Dropped.NOT_SENT);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("a verdict of the model in shadow is dropped", e);
            dropped(ShadowLane.Dropped.BUSY);
        }
    }

    private void notSent(Exception failure) {
        LOG.debug("a verdict of the model in shadow could not be sent", failure);
        dropped(ShadowLane.Dropped.NOT_SENT);
    }

    /** Drops what waits. Returns at once; the producer is closed by the thread. */
    @Override
    public void close() {
        thread.getQueue().clear();
        thread.execute(() -> producer.ifPresent(open -> open.close(Duration.ofSeconds(1))));
        thread.shutdown();
    }
}
