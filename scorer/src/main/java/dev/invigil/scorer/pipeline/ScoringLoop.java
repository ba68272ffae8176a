// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.kit.kafka.TransactionEnd;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poll thread: reads frames, passes them to the stages, receives their outcomes and commits them. It is the only thread that uses the
 * consumer and the producer, and it never waits for a stage: under load it pauses its partitions and keeps polling,
 * so that it stays a member of the group even when the network takes long. Outcomes wake it.
 */
final class ScoringLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ScoringLoop.class);

    /** Longest wait of a poll, unless an outcome wakes it. */
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    private static final long LAG_INTERVAL_NANOS = Duration.ofMillis(500).toNanos();

    private final Consumer<String, byte[]> consumer;
    private final TransactionWindow window;
    private final FramePipeline stages;
    private final CompletionQueue completions;
    private final InFlight inFlight;
    private final WorkJournal journal;
    private final FrameHistory history;
    private final LoadLimit limit;
    private final ScorerMetrics metrics;
    private final DeviceWatch watch;
    private final LongSupplier nanos;
    private final InstantSource clock;
    /** Records that are not in process yet, in order. */
    private final Deque<Accepted> waiting = new ArrayDeque<>();
    /** Records that may have crashed a predecessor, in order. While there are any, no other records go to the stages. */
    private final Deque<Accepted> suspects = new ArrayDeque<>();
    /** Records that are with the stages. */
    private final Set<RecordRef> atWork = new HashSet<>();

    private Optional<RecordRef> alone = Optional.empty();
    private boolean paused;
    private boolean draining;
    private boolean abandoned;
    private long lagReportedNanos;

    ScoringLoop(
            Consumer<String, byte[]> consumer,
            TransactionWindow window,
            FramePipeline stages,
            CompletionQueue completions,
            InFlight inFlight,
            WorkJournal journal,
            FrameHistory history,
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
        this.journal = journal;
        this.history = history;
        this.limit = limit;
        this.metrics = metrics;
        this.watch = watch;
        this.nanos = nanos;
        this.clock = clock;
        this.lagReportedNanos = nanos.getAsLong() - LAG_INTERVAL_NANOS;
    }

    /** Joins the group; the following turns read frames. */
    void subscribe(String topic) {
        window.open();
        consumer.subscribe(List.of(topic), new Rebalance());
    }

    /**
     * Polls once, passes records and outcomes on, commits when the window is over.
     *
     * @throws RuntimeException when the scorer cannot continue
     */
    void turn() {
        for (ConsumerRecord<String, byte[]> record : poll()) {
            accept(record);
        }
        collect();
        release();
        if (window.nanosUntilDue() == 0) {
            commit();
        }
        throttle();
        reportLag();
        metrics.load(inFlight.frames(), inFlight.bytes(), paused);
        watch.inFlightSince(inFlight.since());
    }

    /**
     * Stops reading and continues until everything in flight is committed or the time is over. Unfinished frames are not committed; another
     * scorer processes them.
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

    /** Prevents all further commits: after a failure, before the consumer is closed. */
    void abandon() {
        abandoned = true;
    }

    private ConsumerRecords<String, byte[]> poll() {
        boolean mayWait = completions.mayWait(consumer::wakeup);
        try {
            return consumer.poll(mayWait ? longestPoll() : Duration.ZERO);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        } finally {
            completions.awake();
        }
    }

    private Duration longestPoll() {
        return inFlight.hasReady()
                ? Duration.ofNanos(Math.min(LONGEST_POLL.toNanos(), window.nanosUntilDue()))
                : LONGEST_POLL;
    }

    private void accept(ConsumerRecord<String, byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        RecordRef ref = inFlight.accept(
                partition, record.offset(), Math.max(0, record.serializedValueSize()), nanos.getAsLong());
        FrameReading reading = read(record);
        Optional<Outcome> answer = history.duplicate(ref, record, reading, clock.instant());
        WorkJournal.Standing standing = journal.standing(partition, record.offset());
        if (answer.isEmpty() && standing == WorkJournal.Standing.POISON) {
            answer = Optional.of(poison(ref, record, reading));
        }
        if (answer.isEmpty()) {
            answer = reading.fold(
                    wellFormed -> {
                        (standing == WorkJournal.Standing.SUSPECT ? suspects : waiting)
                                .addLast(new Accepted(ref, record, wellFormed.frame(), nanos.getAsLong()));
                        return Optional.empty();
                    },
                    malformed -> Optional.of(new Outcome.Refused(
                            ref, record, Optional.empty(), Optional.empty(), malformed, clock.instant())));
        }
        answer.ifPresent(inFlight::finish);
    }

    /** Reading headers must not stop the scorer, whatever their content is. */
    private static FrameReading read(ConsumerRecord<String, byte[]> record) {
        try {
            return FrameCodec.decode(record);
        } catch (RuntimeException | StackOverflowError e) {
            return FrameFailure.unreadable(record, e);
        }
    }

    private Outcome poison(RecordRef ref, ConsumerRecord<String, byte[]> record, FrameReading reading) {
        String detail =
                "a scorer process ended while it processed this frame together with others, and another one while it processed it"
                        + " alone; it is not tried again. Report this with the frame, which is on the dead-letter topic";
        LOG.error("{} is refused as POISON: {}", FrameFailure.name(record, reading), detail);
        return FrameFailure.refused(ref, record, reading, UnscoredReason.POISON, detail, clock.instant());
    }

    private void collect() {
        for (Outcome outcome : completions.take()) {
            atWork.remove(outcome.ref());
            inFlight.finish(outcome);
        }
    }

    /** Passes records to the stages: all waiting ones, or one suspect alone. */
    private void release() {
        Optional<RecordRef> done = alone.filter(ref -> !atWork.contains(ref));
        if (done.isPresent() && suspects.isEmpty()) {
            alone = Optional.empty();
            journal.alone(done, alone);
        }
        if (suspects.isEmpty() && alone.isEmpty()) {
            List<Accepted> all = new ArrayList<>(waiting);
            waiting.clear();
            journal.begin(all.stream().map(Accepted::ref).toList());
            all.forEach(this::submit);
        } else if (atWork.isEmpty() && !suspects.isEmpty()) {
            Accepted next = suspects.removeFirst();
            alone = Optional.of(next.ref());
            LOG.warn(
                    "{} is processed alone: a scorer ended unexpectedly while it may have been processing it",
                    FrameFailure.name(next.record(), next.frame().id()));
            journal.alone(done, alone);
            submit(next);
        }
    }

    private void submit(Accepted accepted) {
        atWork.add(accepted.ref());
        stages.submit(accepted);
    }

    private void commit() {
        Map<TopicPartition, List<Outcome>> ready = inFlight.ready();
        if (ready.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        ready.forEach((partition, outcomes) -> {
            long end = outcomes.get(outcomes.size() - 1).ref().offset() + 1;
            offsets.put(partition, new OffsetAndMetadata(end, history.metadata(partition, end)));
        });
        long begin = nanos.getAsLong();
        TransactionWindow.Result result = commit(ready, offsets, begin);
        if (result == TransactionWindow.Result.COMMITTED) {
            inFlight.commit(ready);
            Instant now = clock.instant();
            ready.values().forEach(outcomes -> outcomes.forEach(outcome -> metrics.committed(outcome, now)));
        }
    }

    private TransactionWindow.Result commit(
            Map<TopicPartition, List<Outcome>> ready, Map<TopicPartition, OffsetAndMetadata> offsets, long begin) {
        TransactionEnd end = TransactionEnd.UNKNOWN;
        try {
            TransactionWindow.Result result = window.commit(ready, offsets, consumer.groupMetadata());
            end = result == TransactionWindow.Result.COMMITTED ? TransactionEnd.COMMITTED : TransactionEnd.ABORTED;
            return result;
        } finally {
            metrics.transaction(end, nanos.getAsLong() - begin);
        }
    }

    /** The consumer counts to the last stable offset and passes over transaction markers, so nothing is left when all is read. */
    private void reportLag() {
        long now = nanos.getAsLong();
        if (now - lagReportedNanos < LAG_INTERVAL_NANOS) {
            return;
        }
        lagReportedNanos = now;
        Map<Integer, Long> lag = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            consumer.currentLag(partition).ifPresent(records -> lag.put(partition.partition(), records));
        }
        metrics.lag(lag);
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

    private void drop(Collection<TopicPartition> lost) {
        Set<TopicPartition> gone = Set.copyOf(lost);
        inFlight.drop(gone);
        journal.drop(gone);
        history.drop(gone);
        waiting.removeIf(accepted -> gone.contains(accepted.ref().partition()));
        suspects.removeIf(accepted -> gone.contains(accepted.ref().partition()));
        atWork.removeIf(ref -> gone.contains(ref.partition()));
        alone = alone.filter(ref -> !gone.contains(ref.partition()));
        metrics.lagEnds(gone.stream().map(TopicPartition::partition).toList());
    }

    /** Called by the consumer on the poll thread, within a poll or its close. */
    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            if (assigned.isEmpty()) {
                return;
            }
            Map<TopicPartition, OffsetAndMetadata> committed = committed(assigned);
            Map<TopicPartition, Long> from = new HashMap<>();
            for (TopicPartition partition : assigned) {
                OffsetAndMetadata position = committed.get(partition);
                from.put(partition, position == null ? 0L : position.offset());
                history.assign(partition, position == null ? "" : position.metadata());
            }
            journal.assign(from);
            inFlight.assign(assigned);
            if (paused) {
                consumer.pause(assigned);
            }
            LOG.info("partitions assigned: {}", assigned);
        }

        /** The partitions are still ours during this call: finished frames are committed, the next owner processes the rest. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            try {
                if (!abandoned) {
                    collect();
                    commit();
                    journal.release(inFlight.reached(revoked));
                }
            } finally {
                drop(revoked);
            }
            LOG.info("partitions revoked: {}", revoked);
        }

        /** The partitions are no longer ours and may already be processed by another scorer: nothing may be committed. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            drop(lost);
            LOG.warn("partitions lost: {}; this scorer did not poll within the group's time limit", lost);
        }

        /** The wake-up for an outcome may interrupt this call instead of the surrounding poll. */
        private Map<TopicPartition, OffsetAndMetadata> committed(Collection<TopicPartition> partitions) {
            while (true) {
                try {
                    return consumer.committed(Set.copyOf(partitions));
                } catch (WakeupException e) {
                    LOG.debug("asking for the committed offsets again");
                }
            }
        }
    }
}
