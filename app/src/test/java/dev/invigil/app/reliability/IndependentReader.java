// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.reliability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a customer's own consumer sees: plain Kafka, read committed, JSON. It uses nothing of Invigil, so that a fault in our codecs cannot hide a fault
 * of the line.
 */
final class IndependentReader implements AutoCloseable, Runnable {
    private static final Set<String> KEPT = Set.of("REJECT", "REVIEW", "WRONG_PRODUCT");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One verdict as it was read. */
    record Seen(String frameId, String camera, String decision, String reason) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Seen> verdicts = new ArrayList<>();
    private final Map<String, Long> arrivals = new ConcurrentHashMap<>();
    private final Map<String, List<String>> frames = new HashMap<>();
    private final Set<String> maps = new HashSet<>();
    private volatile boolean ended;

    IndependentReader(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "allow.auto.create.topics", "false",
                        "max.partition.fetch.bytes", "33554432"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Follows verdicts, frames and maps until {@link #end()}. */
    @Override
    public void run() {
        while (!ended && !assign()) {
            // asking waits up to its time-out
        }
        while (!ended) {
            consumer.poll(Duration.ofMillis(100)).forEach(this::read);
        }
    }

    /** Stops {@link #run()} after its current poll. */
    void end() {
        ended = true;
    }

    /** Reads to the present end; only after {@link #run()} has ended. */
    void readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100)).forEach(this::read);
        }
    }

    private boolean assign() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of("invigil.verdicts", "invigil.frames", "invigil.maps")) {
            List<PartitionInfo> found;
            try {
                found = consumer.partitionsFor(topic, Duration.ofSeconds(2));
            } catch (TimeoutException e) {
                return false; // the broker starts beside this reader
            }
            if (found.isEmpty()) {
                return false;
            }
            found.forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return true;
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        switch (record.topic()) {
            case "invigil.verdicts" -> verdict(record);
            case "invigil.maps" -> maps.add(text(record.key()));
            default -> {
                Header id = record.headers().lastHeader("ce_id");
                frames.computeIfAbsent(text(record.key()), camera -> new ArrayList<>())
                        .add(text(id.value()));
            }
        }
    }

    private void verdict(ConsumerRecord<byte[], byte[]> record) {
        try {
            JsonNode json = JSON.readTree(record.value());
            Seen seen = new Seen(
                    json.path("frameId").asText(),
                    json.path("camera").asText(),
                    json.path("decision").asText(),
                    json.path("reason").asText());
            synchronized (verdicts) {
                verdicts.add(seen);
            }
            arrivals.putIfAbsent(seen.frameId(), System.nanoTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** All verdicts so far. */
    List<Seen> verdicts() {
        synchronized (verdicts) {
            return List.copyOf(verdicts);
        }
    }

    /** When the verdict on a frame was read, by {@link System#nanoTime()}; absent if it was not. */
    Map<String, Long> arrivals() {
        return arrivals;
    }

    /** The frame ids on the topic {@code frames}, by camera, in their order. */
    Map<String, List<String>> frames() {
        return frames;
    }

    /** Verdicts with a kept decision whose map was not found. */
    List<Seen> withoutMap() {
        return verdicts().stream()
                .filter(seen -> KEPT.contains(seen.decision()) && !maps.contains(seen.frameId()))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
