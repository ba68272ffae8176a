// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.image;

import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.map.MapCodec;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.image.MapPng;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads single frames and maps. A frame is read at the position that its verdict names; a map is searched from the time of the verdict on,
 * because both were written in one transaction. One request at a time, since there is one consumer.
 */
public final class FrameRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    /** The record of a map has the time at which it was sent: after the decision, usually by less than a tenth of a second. */
    private static final Duration LATEST = Duration.ofSeconds(10);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final String maps;
    private Optional<Consumer<String, byte[]>> consumer = Optional.empty();

    /**
     * @param consumers opens a consumer of committed records, in no group, that fetches few records at a time
     * @param maps the name of the maps topic
     */
    public FrameRecords(Supplier<Consumer<String, byte[]>> consumers, String maps) {
        this.consumers = consumers;
        this.maps = maps;
    }

    /**
     * The encoded image of a frame; empty when its record is no longer stored.
     *
     * @throws KafkaException when the broker does not answer
     */
    public synchronized Optional<byte[]> frame(Verdict verdict) {
        TopicPartition partition = new TopicPartition(
                verdict.position().topic(), verdict.position().partition());
        long wanted = verdict.position().offset();
        return ask(client -> {
            client.assign(List.of(partition));
            Map<TopicPartition, Long> first = client.beginningOffsets(client.assignment(), PATIENCE);
            Map<TopicPartition, Long> ends = client.endOffsets(client.assignment(), PATIENCE);
            if (first.getOrDefault(partition, Long.MAX_VALUE) > wanted || ends.getOrDefault(partition, 0L) <= wanted) {
                return Optional.empty();
            }
            client.seek(partition, wanted);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                for (ConsumerRecord<String, byte[]> record : client.poll(POLL)) {
                    return record.offset() == wanted ? image(record, verdict.frameId()) : Optional.empty();
                }
            }
            return Optional.empty();
        });
    }

    private static Optional<byte[]> image(ConsumerRecord<String, byte[]> record, String frameId) {
        return FrameCodec.decode(record)
                .fold(
                        wellFormed -> wellFormed.frame().id().equals(frameId)
                                ? Optional.of(wellFormed.frame().image())
                                : Optional.<byte[]>empty(),
                        malformed -> Optional.<byte[]>empty());
    }

    /**
     * The map of a frame; empty when there is none, or it is no longer stored.
     *
     * @throws KafkaException when the broker does not answer
     */
    public synchronized Optional<MapPng> map(Verdict verdict) {
        if (verdict.map().isEmpty()) {
            return Optional.empty();
        }
        String key = verdict.map().get().key();
        Instant from = verdict.creationTime().minusSeconds(1);
        long latest = verdict.creationTime().plus(LATEST).toEpochMilli();
        return ask(client -> {
            List<TopicPartition> partitions = client.partitionsFor(maps, PATIENCE).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
            Set<TopicPartition> left = new HashSet<>();
            Map<TopicPartition, OffsetAndTimestamp> begin = client.offsetsForTimes(times, PATIENCE);
            begin.forEach((partition, found) -> {
                if (found != null) {
                    left.add(partition);
                }
            });
            client.assign(left);
            left.forEach(
                    partition -> client.seek(partition, begin.get(partition).offset()));
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!left.isEmpty() && System.nanoTime() < end) {
                for (ConsumerRecord<String, byte[]> record : client.poll(POLL)) {
                    if (key.equals(record.key())) {
                        return MapCodec.decode(record)
                                .fold(
                                        map -> Optional.of(new MapPng(map.png(), map.scale())),
                                        refused -> Optional.<MapPng>empty());
                    }
                    if (record.timestamp() > latest) {
                        TopicPartition done = new TopicPartition(record.topic(), record.partition());
                        left.remove(done);
                        client.pause(List.of(done));
                    }
                }
            }
            return Optional.empty();
        });
    }

    private interface Request<T> {
        T of(Consumer<String, byte[]> client);
    }

    /** A consumer that has failed is replaced by the next request. */
    private <T> T ask(Request<T> request) {
        if (consumer.isEmpty()) {
            consumer = Optional.of(consumers.get());
        }
        try {
            return request.of(consumer.get());
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        consumer.ifPresent(
                client -> client.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO)));
        consumer = Optional.empty();
    }
}
