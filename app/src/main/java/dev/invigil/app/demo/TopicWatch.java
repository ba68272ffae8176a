// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.detector.image.MapPng;
import dev.invigil.kit.lifecycle.FailureListener;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Follows all topics, committed records only, and keeps the {@link LiveLine} up to date. */
final class TopicWatch implements Service {
    /** Header of a map record: a map value is a sample times this. */
    private static final String SCALE = "invigil_scale";

    private final Map<String, Object> client;
    private final Map<String, Consumer<ConsumerRecord<String, byte[]>>> readers;
    private final LiveLine line;
    private final FailureListener failures;
    private Runnable wakeup;
    private Thread thread;

    /** @param client properties of a consumer */
    TopicWatch(Map<String, Object> client, TopicSettings topics, LiveLine line, FailureListener failures) {
        this.client = client;
        this.line = line;
        this.failures = failures;
        this.readers = Map.of(
                topics.name(Topic.FRAMES), this::frame,
                topics.name(Topic.VERDICTS), this::verdict,
                topics.name(Topic.MAPS), this::map,
                topics.name(Topic.ALERTS), this::alert,
                topics.name(Topic.DEAD_LETTERS), record -> line.deadLetter());
    }

    @Override
    public String name() {
        return "watch";
    }

    @Override
    public void start() {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
        wakeup = consumer::wakeup;
        List<TopicPartition> partitions = new ArrayList<>();
        readers.keySet().forEach(topic -> consumer.partitionsFor(topic)
                .forEach(info -> partitions.add(new TopicPartition(topic, info.partition()))));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread = new Thread(() -> follow(consumer), "invigil-watch");
        thread.start();
    }

    @Override
    public void stop() throws InterruptedException {
        wakeup.run();
        thread.join();
    }

    private void follow(KafkaConsumer<String, byte[]> consumer) {
        try (consumer) {
            while (true) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> readers.get(record.topic()).accept(record));
            }
        } catch (WakeupException e) {
            // asked to stop
        } catch (RuntimeException e) {
            failures.failed(name(), e);
        }
    }

    private void frame(ConsumerRecord<String, byte[]> record) {
        if (FrameCodec.decode(record) instanceof FrameReading.WellFormed frame) {
            line.frame(frame.frame().id(), frame.frame().image());
        }
    }

    private void verdict(ConsumerRecord<String, byte[]> record) {
        if (VerdictCodec.decode(record.value()) instanceof Reading.Accepted<Verdict> verdict) {
            line.verdict(verdict.value(), Instant.now());
        }
    }

    private void map(ConsumerRecord<String, byte[]> record) {
        Header scale = record.headers().lastHeader(SCALE);
        line.map(record.key(), new MapPng(record.value(), Double.parseDouble(new String(scale.value(), US_ASCII))));
    }

    private void alert(ConsumerRecord<String, byte[]> record) {
        if (AlertCodec.decode(record.value()) instanceof Reading.Accepted<Alert> alert) {
            line.alert(alert.value());
        }
    }
}
