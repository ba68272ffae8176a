// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.lifecycle.FailureListener;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.scorer.model.ScoringModel;
import dev.invigil.scorer.pipeline.KafkaClientFactory;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** One test's installation: its topics, frames into them, scorers on them, and what a read_committed reader sees. */
public record ScorerLine(KafkaSettings kafka, TopicSettings topics) {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Makes the topics. A scorer that dies is found dead, and its transaction ended, after three seconds. */
    public static ScorerLine at(String bootstrapServers, String prefix) {
        ScorerLine line = of(bootstrapServers, prefix);
        TopicProvisioner.ensure(line.kafka, line.topics);
        return line;
    }

    /** The same without making the topics. */
    public static ScorerLine of(String bootstrapServers, String prefix) {
        return new ScorerLine(
                KafkaSettings.of(bootstrapServers),
                Configuration.parse("{prefix: " + prefix + ", partitions: 3}", "test", TopicSettings.class, Map.of()));
    }

    /** The same with one more Kafka property. */
    public ScorerLine with(String property, String value) {
        Map<String, String> more = new HashMap<>(kafka.properties());
        more.put(property, value);
        return new ScorerLine(new KafkaSettings(more), topics);
    }

    public ScorerConfig config(String instance) {
        return Configuration.parse(
                "{bundle: none, batch-size: 4, max-in-flight: 32, max-pixels: 1000000, pass-maps: 0, group: "
                        + topics.prefix() + "scorers, instance: " + topics.prefix() + instance + "}",
                "test",
                ScorerConfig.class,
                Map.of());
    }

    public KafkaClientFactory clients(String instance) {
        return new ScorerClients(config(instance), kafka, topics);
    }

    public ScorerService scorer(String instance, ScoringModel.Source model, FailureListener failures) {
        return scorer(instance, model, clients(instance), failures);
    }

    public ScorerService scorer(
            String instance, ScoringModel.Source model, KafkaClientFactory clients, FailureListener failures) {
        return scorer(instance, model, clients, new PrometheusRegistry(), failures);
    }

    public ScorerService scorer(
            String instance, ScoringModel.Source model, PrometheusRegistry registry, FailureListener failures) {
        return scorer(instance, model, clients(instance), registry, failures);
    }

    private ScorerService scorer(
            String instance,
            ScoringModel.Source model,
            KafkaClientFactory clients,
            PrometheusRegistry registry,
            FailureListener failures) {
        return new ScorerService(config(instance), topics, clients, model, registry, new Health(), failures);
    }

    /** Sends good frames, by turns to the cameras; their ids are {@code camera-number}. */
    public List<String> send(int firstNumber, int count, String... cameras) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int number = firstNumber; number < firstNumber + count; number++) {
            for (String camera : cameras) {
                records.add(frame(camera, number, png(16, 16, number % 100)));
                ids.add(camera + "-" + number);
            }
        }
        send(records);
        return ids;
    }

    public ProducerRecord<String, byte[]> frame(String camera, int number, byte[] image) {
        return FrameCodec.encode(
                topics.name(Topic.FRAMES),
                new Frame(
                        camera + "-" + number,
                        "line-1",
                        camera,
                        Optional.empty(),
                        BrightnessModel.PRODUCT,
                        OptionalLong.of(number),
                        Instant.now(),
                        Optional.of("image/png"),
                        Optional.empty(),
                        image));
    }

    public void send(List<ProducerRecord<String, byte[]>> records) {
        try (Producer<String, byte[]> producer = new KafkaProducer<>(
                new KafkaClients(KafkaSettings.of(kafka.bootstrapServers()), topics.frameLimit()).producer("cameras"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent =
                    records.stream().map(producer::send).toList();
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the verdicts from the beginning until they are enough, then on to the end: late doubles would show. */
    public List<Verdict> verdicts(Predicate<List<Verdict>> enough) {
        List<Verdict> verdicts = new ArrayList<>();
        read(Topic.VERDICTS, record -> {
            verdicts.add(((Reading.Accepted<Verdict>) VerdictCodec.decode(record.value())).value());
            return enough.test(verdicts);
        });
        return verdicts;
    }

    /** All records of a topic so far, of which there must be at least so many before long. */
    public List<ConsumerRecord<String, byte[]>> records(Topic topic, int atLeast) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        read(topic, record -> {
            records.add(record);
            return records.size() >= atLeast;
        });
        return records;
    }

    private void read(Topic topic, Predicate<ConsumerRecord<String, byte[]>> enough) {
        try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topics.name(topic)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Instant deadline = Instant.now().plus(PATIENCE);
            boolean done = false;
            while (!done || !atEnd(consumer, partitions)) {
                assertThat(Instant.now()).as("still reading " + topic).isBefore(deadline);
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    done |= enough.test(record);
                }
            }
        }
    }

    private static boolean atEnd(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {
        return consumer.endOffsets(partitions).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** A PNG of one shade of red. */
    public static byte[] png(int width, int height, int red) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(red, 0, 0));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The same PNG with a header that says 20,000 x 20,000 pixels, checksum and all. */
    public static byte[] huge(byte[] png) {
        ByteBuffer bytes = ByteBuffer.wrap(png.clone());
        int header = 12; // after the signature and the chunk's length
        bytes.putInt(header + 4, 20_000).putInt(header + 8, 20_000);
        CRC32 checksum = new CRC32();
        checksum.update(bytes.array(), header, 17);
        bytes.putInt(header + 17, (int) checksum.getValue());
        return bytes.array();
    }
}
