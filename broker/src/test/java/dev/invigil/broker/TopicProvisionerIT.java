// SPDX-License-Identifier: Apache-2.0
package dev.invigil.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.kit.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class TopicProvisionerIT {

    @Test
    void shouldLoseNothingThatIsSentRightAfterwards(TestBroker broker) throws Exception {
        KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
        TopicSettings settings = TopicSettings.under(broker.prefix());
        KafkaClients clients = new KafkaClients(kafka, settings.frameLimit());

        TopicProvisioner.ensure(kafka, settings);

        List<TopicPartition> partitions = TopicSpec.table(settings).stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(clients.producer("test"), new StringSerializer(), new ByteArraySerializer())) {
            for (TopicPartition to : partitions) {
                sent.add(producer.send(new ProducerRecord<>(to.topic(), to.partition(), "key", new byte[] {1})));
            }
            for (Future<RecordMetadata> result : sent) {
                result.get();
            }
        }
        try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(
                clients.consumer("test", broker.prefix() + "group"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            assertThat(consumer.endOffsets(partitions).values())
                    .hasSameSizeAs(partitions)
                    .containsOnly(1L);
        }
    }

    @Test
    void shouldCarryTheLargestFrame(TestBroker broker) throws Exception {
        KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
        TopicSettings settings = TopicSettings.under(broker.prefix());
        KafkaClients clients = new KafkaClients(kafka, settings.frameLimit());
        TopicProvisioner.ensure(kafka, settings);
        byte[] largest = new byte[settings.frameLimit().toInt()];
        String frames = settings.name(Topic.FRAMES);

        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(clients.producer("test"), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(frames, 0, "cam1", largest)).get();
            byte[] tooLarge = new byte[largest.length + (int) KafkaClients.RECORD_SLACK.bytes()];
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(frames, 0, "cam1", tooLarge))
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RecordTooLargeException.class);
        }
        try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(
                clients.consumer("test", broker.prefix() + "group"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(frames, 0)));
            assertThat(consumer.poll(Duration.ofSeconds(20)))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).hasSize(largest.length));
        }
    }

    @Test
    void shouldLetSeveralServicesStartTogether(TestBroker broker) throws Exception {
        KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
        TopicSettings settings = TopicSettings.under(broker.prefix());
        ExecutorService services = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                starts.add(services.submit(() -> TopicProvisioner.ensure(kafka, settings)));
            }
            for (Future<?> start : starts) {
                assertThatCode(start::get).doesNotThrowAnyException();
            }
        } finally {
            services.shutdownNow();
        }
    }

    @Test
    void shouldNameEachWrongSettingInOneMessage(TestBroker broker) {
        broker.createTopic("frames", 2, Map.of("max.message.bytes", "1000"));
        broker.createTopic("alerts", 6, Map.of("cleanup.policy", "delete", "retention.ms", "-1"));
        KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());

        assertThatThrownBy(() -> TopicProvisioner.ensure(kafka, TopicSettings.under(broker.prefix())))
                .isInstanceOf(OperatorException.class)
                .message()
                .contains(broker.bootstrapServers())
                .contains("topic " + broker.prefix() + "frames: partitions is 2, expected 6; fix: ")
                .contains("topic " + broker.prefix() + "frames: max.message.bytes is 1000, expected 16842752; fix: ")
                .contains(
                        "topic " + broker.prefix() + "alerts: cleanup.policy is delete, expected compact,delete; fix: ")
                .doesNotContain("retention.ms is -1");
    }

    @Test
    void shouldSayWhyTheBrokerRefuses(TestBroker broker) {
        TopicSettings defaults = TopicSettings.under(broker.prefix());
        TopicSettings threeCopies = new TopicSettings(
                defaults.prefix(),
                defaults.partitions(),
                3,
                defaults.frameLimit(),
                defaults.frameRetention(),
                defaults.verdictRetention(),
                defaults.mapRetention(),
                defaults.alertRetention(),
                defaults.deadLetterRetention(),
                Duration.ofSeconds(5));

        assertThatThrownBy(() -> TopicProvisioner.ensure(KafkaSettings.of(broker.bootstrapServers()), threeCopies))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(broker.bootstrapServers())
                .hasMessageContaining("replication");
    }
}
