// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.json.Reading;
import dev.invigil.kit.Reason;
import dev.invigil.kit.metrics.RepeatLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads alerts and sends them to one sink, in the order of the topic. The offset of an alert is committed when the receiver has accepted it,
 * so each alert is sent at least once, and again with the same id after a crash in between. While the receiver is down the partitions are
 * paused; polling goes on, so the group does not notice.
 *
 * <p>A sink without committed offsets is new: it begins with the alerts of the last hour.
 *
 * <p>One thread calls {@link #turn}.
 */
final class SinkWorker {
    /** What a new sink is sent of the past. */
    private static final Duration FIRST_PAST = Duration.ofHours(1);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CHECK = Duration.ofSeconds(1);
    private static final int MOST_WAITING = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(SinkWorker.class);

    private final SinkConfig config;
    private final AlertSink sink;
    private final Consumer<String, byte[]> consumer;
    private final SinkMetrics metrics;
    private final Clock clock;
    private final LongSupplier nanos;
    private final RepeatLog repeated = new RepeatLog(LOG);

    private final Deque<ConsumerRecord<String, byte[]>> waiting = new ArrayDeque<>();
    /** Partitions that were assigned, but do not have their first position yet. */
    private final Set<TopicPartition> unpositioned = new HashSet<>();
    /** Records of these partitions before these offsets were sent earlier. */
    private final Map<TopicPartition, Long> sentBefore = new HashMap<>();

    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
    private Optional<Instant> downSince = Optional.empty();
    private Duration pause;
    private long notBefore;
    private long refreshedAt;

    /**
     * @param consumer of the sink's own group; the caller closes it after the last turn
     * @param nanos a clock that only goes forward
     */
    SinkWorker(
            SinkConfig config,
            AlertSink sink,
            Consumer<String, byte[]> consumer,
            String topic,
            SinkMetrics metrics,
            Clock clock,
            LongSupplier nanos) {
        this.config = config;
        this.sink = sink;
        this.consumer = consumer;
        this.metrics = metrics;
        this.clock = clock;
        this.nanos = nanos;
        this.pause = config.retry();
        this.notBefore = nanos.getAsLong();
        this.refreshedAt = notBefore;
        metrics.announce(config.name());
        consumer.subscribe(List.of(topic), new Assignments());
    }

    /**
     * Reads what has arrived and sends what can be sent; takes up to about the sink's timeout.
     *
     * @throws org.apache.kafka.common.KafkaException when the broker refuses
     */
    void turn() {
        position();
        read();
        if (!commit()) {
            return;
        }
        send();
        refresh();
        metrics.oldest(
                config.name(),
                waiting.stream().mapToLong(ConsumerRecord::timestamp).min().stream()
                        .mapToObj(Instant::ofEpochMilli)
                        .findFirst());
    }

    /** Sets where newly assigned partitions are read from; a broker that does not answer is asked again in the next turn. */
    private void position() {
        if (unpositioned.isEmpty()) {
            return;
        }
        try {
            Set<TopicPartition> partitions = Set.copyOf(unpositioned);
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
            Map<TopicPartition, Long> starts = starts(partitions, committed);
            if (sink.wantsHistory()) {
                consumer.seekToBeginning(partitions);
            } else {
                starts.forEach(consumer::seek);
            }
            sentBefore.putAll(starts);
            // so that what arrives while this sink is stopped is not taken for the past of a new sink
            starts.forEach((partition, start) -> {
                if (committed.get(partition) == null) {
                    uncommitted.put(partition, new OffsetAndMetadata(start));
                }
            });
            unpositioned.removeAll(partitions);
        } catch (RetriableException e) {
            repeated.warn("position", name() + " waits for the broker: " + Reason.of(e));
        }
    }

    private Map<TopicPartition, Long> starts(
            Set<TopicPartition> partitions, Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Long> starts = new HashMap<>();
        Set<TopicPartition> fresh =
                partitions.stream().filter(p -> committed.get(p) == null).collect(Collectors.toSet());
        if (!fresh.isEmpty()) {
            long since = clock.instant().minus(FIRST_PAST).toEpochMilli();
            Map<TopicPartition, OffsetAndTimestamp> found =
                    consumer.offsetsForTimes(fresh.stream().collect(Collectors.toMap(p -> p, p -> since)));
            Map<TopicPartition, Long> ends = consumer.endOffsets(fresh);
            fresh.forEach(p -> starts.put(
                    p,
                    Optional.ofNullable(found.get(p))
                            .map(OffsetAndTimestamp::offset)
                            .orElse(ends.get(p))));
        }
        partitions.forEach(
                p -> Optional.ofNullable(committed.get(p)).ifPresent(offset -> starts.put(p, offset.offset())));
        return starts;
    }

    private void read() {
        boolean full = waiting.size() >= MOST_WAITING;
        Set<TopicPartition> readable = new HashSet<>(consumer.assignment());
        readable.removeAll(unpositioned);
        if (full) {
            consumer.pause(readable);
        } else {
            consumer.resume(readable);
        }
        boolean sendable = !waiting.isEmpty() && nanos.getAsLong() - notBefore >= 0;
        for (ConsumerRecord<String, byte[]> record : consumer.poll(sendable ? Duration.ZERO : POLL)) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            if (record.offset() < sentBefore.getOrDefault(partition, 0L)) {
                delivery(record).ifPresent(sink::remember);
            } else {
                waiting.add(record);
            }
        }
    }

    private void send() {
        long began = nanos.getAsLong();
        while (!waiting.isEmpty()
                && nanos.getAsLong() - notBefore >= 0
                && nanos.getAsLong() - began < CHECK.toNanos()
                && !Thread.currentThread().isInterrupted()) {
            ConsumerRecord<String, byte[]> record = waiting.peek();
            Optional<Delivery> wanted = delivery(record).filter(delivery -> config.wants(delivery.alert()));
            if (wanted.isPresent() && !isSettled(wanted.get())) {
                return;
            }
            waiting.remove();
            uncommitted.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
            if (!commit()) {
                return;
            }
        }
    }

    /** Sends the alert; whether it needs no further attempt. */
    private boolean isSettled(Delivery delivery) {
        Outcome outcome = attempt(delivery);
        if (outcome instanceof Outcome.Unavailable unavailable) {
            metrics.retried(config.name());
            wentDown(unavailable);
            return false;
        }
        cameBack();
        if (outcome instanceof Outcome.Refused refused) {
            metrics.failed(config.name());
            repeated.warn(
                    "refused",
                    name() + " left out the alert " + delivery.id() + " ("
                            + delivery.alert().key() + "): " + refused.reason());
        } else {
            metrics.delivered(config.name());
        }
        return true;
    }

    /** A bug in a sink must not lose the alert, or end the other sinks. */
    private Outcome attempt(Delivery delivery) {
        try {
            return sink.send(delivery);
        } catch (RuntimeException e) {
            LOG.error("{} failed at the alert {}", name(), delivery.id(), e);
            return new Outcome.Unavailable("unexpected error, please report it: " + e);
        }
    }

    private void wentDown(Outcome.Unavailable unavailable) {
        Duration next = unavailable
                .retryAfter()
                .filter(asked -> asked.compareTo(pause) > 0)
                .orElse(pause);
        notBefore = nanos.getAsLong() + next.toNanos();
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(config.longestRetry()) < 0 ? doubled : config.longestRetry();
        if (downSince.isEmpty()) {
            downSince = Optional.of(clock.instant());
            metrics.up(config.name(), false);
            LOG.warn(
                    "{} does not accept alerts: {}. They wait and are sent when it does", name(), unavailable.reason());
        }
    }

    private void cameBack() {
        pause = config.retry();
        downSince.ifPresent(since -> {
            downSince = Optional.empty();
            metrics.up(config.name(), true);
            LOG.info(
                    "{} accepts alerts again, after {} s; {} alerts wait",
                    name(),
                    Duration.between(since, clock.instant()).toSeconds(),
                    waiting.size());
        });
    }

    private void refresh() {
        long now = nanos.getAsLong();
        if (now - refreshedAt < CHECK.toNanos() || now - notBefore < 0) {
            return;
        }
        refreshedAt = now;
        Optional<Outcome> outcome;
        try {
            outcome = sink.refresh(clock.instant());
        } catch (RuntimeException e) {
            LOG.error("{} failed", name(), e);
            outcome = Optional.of(new Outcome.Unavailable("unexpected error, please report it: " + e));
        }
        outcome.ifPresent(result -> {
            if (result instanceof Outcome.Unavailable unavailable) {
                wentDown(unavailable);
            } else {
                cameBack();
                if (result instanceof Outcome.Refused refused) {
                    repeated.warn("refresh", name() + ": " + refused.reason());
                }
            }
        });
    }

    /** Whether all that was sent is committed: otherwise nothing further is sent, so that a crash repeats one alert at most. */
    private boolean commit() {
        if (uncommitted.isEmpty()) {
            return true;
        }
        try {
            consumer.commitSync(uncommitted);
            uncommitted.clear();
            return true;
        } catch (CommitFailedException | RebalanceInProgressException e) {
            // the partitions have another owner, or get one in the next poll
            LOG.debug("{}: offsets were not committed", name(), e);
            return false;
        } catch (RetriableException e) {
            repeated.warn("commit", name() + " waits for the broker: " + Reason.of(e));
            return false;
        }
    }

    private Optional<Delivery> delivery(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        Reading<Alert> reading = AlertCodec.decode(record.value());
        return reading.fold(
                alert -> Optional.of(new Delivery(alert, record.value(), record.partition(), record.offset())),
                refused -> {
                    repeated.warn(
                            "unreadable",
                            name() + " left out the record at " + record.topic() + "-" + record.partition() + " offset "
                                    + record.offset() + ", which is not an alert: " + refused.detail());
                    return Optional.empty();
                });
    }

    private String name() {
        return "the sink " + config.name();
    }

    /** Called by the consumer within a poll. */
    private final class Assignments implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            unpositioned.addAll(partitions);
            consumer.pause(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            drop(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            drop(partitions);
        }

        /** Their new owner sends what was not committed. */
        private void drop(Collection<TopicPartition> partitions) {
            Set<TopicPartition> gone = Set.copyOf(partitions);
            waiting.removeIf(record -> gone.contains(new TopicPartition(record.topic(), record.partition())));
            unpositioned.removeAll(gone);
            sentBefore.keySet().removeAll(gone);
            uncommitted.keySet().removeAll(gone);
            gone.forEach(partition -> sink.release(partition.partition()));
        }
    }
}
