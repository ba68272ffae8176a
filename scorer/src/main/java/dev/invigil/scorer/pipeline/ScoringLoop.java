// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.frame.FrameReading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poll thread: reads frames, hands them to the stages, takes their outcomes back and commits them. It alone touches
 * the consumer and the producer, and it never waits for a stage: under load it pauses its partitions and keeps polling,
 * so that the group never takes it for dead, however long the network stalls.
 */
final class ScoringLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ScoringLoop.class);
    /** Outcomes are looked for this often while there is work in flight. */
    private static final Duration BUSY_POLL = Duration.ofMillis(5);

    private static final Duration IDLE_POLL = Duration.ofMillis(100);

    private final Consumer<String, byte[]> consumer;
    private final TransactionWindow window;
    private final FramePipeline stages;
    private final CompletionQueue completions;
    private final InFlight inFlight;
    private final LoadLimit limit;
    private final ScorerMetrics metrics;
    private final DeviceWatch watch;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private boolean paused;
    private boolean draining;
    private boolean abandoned;

    ScoringLoop(
            Consumer<String, byte[]> consumer,
            TransactionWindow window,
            FramePipeline stages,
            CompletionQueue completions,
            InFlight inFlight,
            LoadLimit limit,
            ScorerMetrics metrics,
            DeviceWatch watch,
            LongSupplier nanos,
            InstantSource clock) {
        this.consumer = consumer;
        this.window = window;
        this.stages = stages;
        this.completions = completions;
        this.inFlight = inFlight;
        this.limit = limit;
        this.metrics = metrics;
        this.watch = watch;
        this.nanos = nanos;
        this.clock = clock;
    }

    /** Joins the group; frames come with the turns from now on. */
    void subscribe(String topic) {
        window.open();
        consumer.subscribe(List.of(topic), new Rebalance());
    }

    /**
     * Polls once, moves what has moved, commits when a window is over.
     *
     * @throws RuntimeException when the scorer cannot go on
     */
    void turn() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(inFlight.frames() > 0 ? BUSY_POLL : IDLE_POLL)) {
            accept(record);
        }
        collect();
        if (window.nanosUntilDue() == 0) {
            commit();
        }
        throttle();
        metrics.load(inFlight.frames(), inFlight.bytes(), paused);
        watch.inFlightSince(inFlight.since());
    }

    /**
     * Reads no more and goes on until everything in flight is committed or the time is over. What is not finished then
     * is not committed; another scorer takes it up.
     *
     * @return whether everything was committed
     */
    boolean drain(Duration atMost) {
        long begin = nanos.getAsLong();
        draining = true;
        throttle();
        while (inFlight.frames() > 0 && nanos.getAsLong() - begin < atMost.toNanos()) {
            turn();
        }
        return inFlight.frames() == 0;
    }

    /** Commits nothing any more, whatever comes: after a failure, before the consumer is closed. */
    void abandon() {
        abandoned = true;
    }

    private void accept(ConsumerRecord<String, byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        RecordRef ref = inFlight.accept(
                partition, record.offset(), Math.max(0, record.serializedValueSize()), nanos.getAsLong());
        FrameReading reading = FrameCodec.decode(record);
        if (reading instanceof FrameReading.WellFormed wellFormed) {
            stages.submit(new Accepted(ref, record, wellFormed.frame(), nanos.getAsLong()));
        } else {
            inFlight.finish(new Outcome.Refused(
                    ref,
                    record,
                    Optional.empty(),
                    Optional.empty(),
                    (FrameReading.Malformed) reading,
                    clock.instant()));
        }
    }

    private void collect() {
        completions.take().forEach(inFlight::finish);
    }

    private void commit() {
        Map<TopicPartition, List<Outcome>> ready = inFlight.ready();
        if (ready.isEmpty()) {
            return;
        }
        long begin = nanos.getAsLong();
        TransactionWindow.Result result = window.commit(ready, consumer.groupMetadata());
        metrics.transaction(result, nanos.getAsLong() - begin);
        if (result == TransactionWindow.Result.COMMITTED) {
            inFlight.commit(ready);
            Instant now = clock.instant();
            ready.values().forEach(outcomes -> outcomes.forEach(outcome -> metrics.committed(outcome, now)));
        }
    }

    private void throttle() {
        boolean pause = draining || limit.pauses(paused, inFlight.frames(), inFlight.bytes());
        if (pause && !paused) {
            consumer.pause(consumer.assignment());
        } else if (!pause && paused) {
            consumer.resume(consumer.assignment());
        }
        paused = pause;
    }

    /** Called by the consumer on the poll thread, within a poll or its close. */
    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            inFlight.assign(assigned);
            if (paused) {
                consumer.pause(assigned);
            }
            LOG.info("partitions assigned: {}", assigned);
        }

        /** Still ours while this runs: what is finished is committed, the rest is the next owner's. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            if (!abandoned) {
                collect();
                commit();
            }
            inFlight.drop(revoked);
            LOG.info("partitions revoked: {}", revoked);
        }

        /** No longer ours, and perhaps being scored elsewhere already: nothing may be committed. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            inFlight.drop(lost);
            LOG.warn("partitions lost: {}; this scorer was away for longer than the group allows", lost);
        }
    }
}
