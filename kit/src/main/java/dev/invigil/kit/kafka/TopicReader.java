// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import dev.invigil.kit.OperatorException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whole topics outside any consumer group: to their current end and then, if {@link #follow} is called, new records on a
 * separate thread. A record that cannot be read is counted, named in the log with topic, partition and offset, and skipped. Requests to a broker
 * that does not answer are repeated until the patience ends.
 *
 * <p>One thread uses a reader; after {@link #follow} that is its own thread, and others may only {@link #close} it.
 */
public final class TopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final long RETRY_NANOS = 100_000_000;
    /** The first unreadable records are logged one by one, then one in this many. */
    private static final long NAMED = 100;

    /**
     * How a topic is read.
     *
     * @param newest maximum number of records of each partition; empty: all
     * @param since records with an earlier time are left out; empty: all
     * @param partitions which ones; empty: all of the topics
     * @param ends of the partitions; empty: up to the oldest open transaction, which is as far as committed records can be read
     * @param patience for how long the broker may fail to answer, or reading may not advance
     * @param onUnreadable called for each record that cannot be read, on the reading thread
     * @param logged whether the log names unreadable records one by one; otherwise the callback is the only one to hear of them
     * @param nanos a clock that only goes forward
     */
    public record Options(
            Optional<Long> newest,
            Optional<Instant> since,
            List<TopicPartition> partitions,
            Optional<Function<Collection<TopicPartition>, Map<TopicPartition, Long>>> ends,
            Duration patience,
            BiConsumer<ConsumerRecord<String, byte[]>, RecordProblem> onUnreadable,
            boolean logged,
            LongSupplier nanos) {

        /** All records of all partitions. */
        public static Options patient(Duration patience) {
            return new Options(
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    patience,
                    (record, problem) -> {},
                    true,
                    System::nanoTime);
        }

        /** Not more than the newest records of each partition. */
        public Options withNewest(long perPartition) {
            return new Options(
                    Optional.of(perPartition), since, partitions, ends, patience, onUnreadable, logged, nanos);
        }

        /** Only records of this time and later. */
        public Options withSince(Instant time) {
            return new Options(newest, Optional.of(time), partitions, ends, patience, onUnreadable, logged, nanos);
        }

        /** These partitions only, up to these ends. */
        public Options withPartitions(
                List<TopicPartition> only, Function<Collection<TopicPartition>, Map<TopicPartition, Long>> upTo) {
            return new Options(newest, since, only, Optional.of(upTo), patience, onUnreadable, logged, nanos);
        }

        /** With a callback for records that cannot be read. */
        public Options withUnreadable(BiConsumer<ConsumerRecord<String, byte[]>, RecordProblem> listener) {
            return new Options(newest, since, partitions, ends, patience, listener, logged, nanos);
        }

        /** Without a line in the log for each record that cannot be read: the caller of the callback summarises them. */
        public Options unlogged() {
            return new Options(newest, since, partitions, ends, patience, onUnreadable, false, nanos);
        }

        /** With another clock. */
        public Options withClock(LongSupplier clock) {
            return new Options(newest, since, partitions, ends, patience, onUnreadable, logged, clock);
        }
    }

    private final Consumer<String, byte[]> consumer;
    private final List<String> topics;
    private final RecordHandler handler;
    private final Options options;
    private final AtomicLong unreadable = new AtomicLong();
    private List<TopicPartition> assigned = List.of();
    private Optional<Thread> thread = Optional.empty();
    private volatile boolean closing;

    /** @param consumer {@code read_committed}, in no group; the reader closes it */
    public TopicReader(
            Consumer<String, byte[]> consumer, Collection<String> topics, RecordHandler handler, Options options) {
        this.consumer = consumer;
        this.topics = List.copyOf(topics);
        this.handler = handler;
        this.options = options;
    }

    /**
     * Reads from where it stands to the end that the topics have now.
     *
     * @throws TimeoutException when reading does not advance for the patience; a later call continues where this one stopped
     * @throws OperatorException if the topic does not exist
     * @throws org.apache.kafka.common.KafkaException when the broker refuses
     */
    public void readToEnd() {
        Map<TopicPartition, Long> ends = Map.of();
        long least = Long.MAX_VALUE;
        long since = options.nanos().getAsLong();
        String failure = "";
        while (true) {
            try {
                open();
                if (ends.isEmpty()) {
                    ends = options.ends()
                            .<Map<TopicPartition, Long>>map(of -> of.apply(assigned))
                            .orElseGet(() -> consumer.endOffsets(assigned));
                }
                long missing = missing(ends);
                if (missing == 0) {
                    return;
                }
                if (missing < least) {
                    least = missing;
                    since = options.nanos().getAsLong();
                }
                poll();
            } catch (RetriableException e) {
                failure = ": " + e.getMessage();
                LockSupport.parkNanos(RETRY_NANOS);
            }
            if (options.nanos().getAsLong() - since > options.patience().toNanos()) {
                String left = least == Long.MAX_VALUE ? "" : ", " + least + " records are still unread";
                throw new TimeoutException("the topic " + String.join(", ", topics)
                        + " could not be read to its end: no record came for "
                        + options.patience().toSeconds() + " s" + left + failure
                        + ". Check that the broker is running");
            }
        }
    }

    /**
     * Reads new records on a separate thread until {@link #close}. Call once.
     *
     * @param afterPoll called on the thread several times a second, whether records have come or not
     * @param onFailure called on the thread with the error that ended it, unless {@code close} ended it
     */
    public void follow(String threadName, Runnable afterPoll, java.util.function.Consumer<Throwable> onFailure) {
        Thread following = new Thread(() -> run(afterPoll, onFailure), threadName);
        thread = Optional.of(following);
        following.start();
    }

    /** How many records could not be read so far. Any thread. */
    public long unreadable() {
        return unreadable.get();
    }

    /** Ends the thread, waits a moment for it, and closes the consumer. */
    @Override
    public void close() {
        closing = true;
        if (thread.isEmpty()) {
            consumer.close(CloseOptions.timeout(CLOSE));
            return;
        }
        consumer.wakeup();
        try {
            thread.get().join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Runnable afterPoll, java.util.function.Consumer<Throwable> onFailure) {
        Optional<Throwable> failure = Optional.empty();
        try {
            long answered = options.nanos().getAsLong();
            while (!closing) {
                try {
                    open();
                    poll();
                    answered = options.nanos().getAsLong();
                } catch (RetriableException e) {
                    if (options.nanos().getAsLong() - answered
                            > options.patience().toNanos()) {
                        throw new OperatorException(
                                "the topic " + String.join(", ", topics) + " could not be read for "
                                        + options.patience().toSeconds() + " s: " + e.getMessage()
                                        + ". Check that the broker is running",
                                e);
                    }
                    LOG.warn("{} cannot be read at the moment, trying again: {}", topics, e.getMessage());
                    LockSupport.parkNanos(RETRY_NANOS);
                }
                afterPoll.run();
            }
        } catch (Throwable e) {
            // also errors: if this thread dies unnoticed, what the topic says stops taking effect
            failure = Optional.of(e).filter(cause -> !(closing && cause instanceof WakeupException));
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE));
        }
        failure.ifPresent(onFailure);
    }

    /** Once: chooses the partitions and where to begin. */
    private void open() {
        if (!assigned.isEmpty()) {
            return;
        }
        List<TopicPartition> partitions = options.partitions().isEmpty() ? partitions() : options.partitions();
        consumer.assign(partitions);
        if (options.newest().isPresent()) {
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
            consumer.endOffsets(partitions)
                    .forEach((partition, end) -> consumer.seek(
                            partition,
                            Math.max(
                                    beginnings.get(partition),
                                    end - options.newest().get())));
        } else if (options.since().isPresent()) {
            seek(partitions, options.since().get());
        } else {
            consumer.seekToBeginning(partitions);
        }
        assigned = partitions;
    }

    private void seek(List<TopicPartition> partitions, Instant since) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
        // the ends are asked for first: a record that is written between the two requests is read
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.offsetsForTimes(times)
                .forEach((partition, found) ->
                        consumer.seek(partition, found == null ? ends.get(partition) : found.offset()));
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            int before = partitions.size();
            consumer.partitionsFor(topic)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
            if (partitions.size() == before) {
                throw new OperatorException(
                        "the topic " + topic + " does not exist; create it with: invigil topics create -c CONFIG");
            }
        }
        return partitions;
    }

    /** How many offsets lie between the positions and the ends. */
    private long missing(Map<TopicPartition, Long> ends) {
        long missing = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            missing += Math.max(0, end.getValue() - consumer.position(end.getKey()));
        }
        return missing;
    }

    private void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            take(record).ifPresent(problem -> skip(record, problem));
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private Optional<RecordProblem> take(ConsumerRecord<String, byte[]> record) {
        try {
            return handler.take(record);
        } catch (RuntimeException e) {
            LOG.warn("{} at offset {} cannot be read", partition(record), record.offset(), e);
            return Optional.of(new RecordProblem(RecordProblem.FAILED, e.toString()));
        }
    }

    private void skip(ConsumerRecord<String, byte[]> record, RecordProblem problem) {
        long count = unreadable.incrementAndGet();
        if (options.logged() && (count <= NAMED || count % NAMED == 0)) {
            LOG.warn(
                    "{} offset {} cannot be read and is skipped ({}, {} skipped so far): {}",
                    partition(record),
                    record.offset(),
                    problem.reason(),
                    count,
                    problem.detail());
        }
        options.onUnreadable().accept(record, problem);
    }

    private static TopicPartition partition(ConsumerRecord<String, byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
