// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {
    @Test
    void shouldPassPropertiesThroughUntouched() {
        KafkaClients clients = clients("security.protocol", "SASL_SSL", "ssl.truststore.password", "${file:/x:y}");

        for (Map<String, Object> properties : List.of(
                clients.producer("p"),
                clients.transactionalProducer("p", "t"),
                clients.consumer("c", "g"),
                clients.admin("a"))) {
            assertThat(properties)
                    .containsEntry("bootstrap.servers", "localhost:9092")
                    .containsEntry("security.protocol", "SASL_SSL")
                    .containsEntry("ssl.truststore.password", "${file:/x:y}");
        }
    }

    @Test
    void shouldSendPrefixedPropertiesToTheirClientsOnly() {
        KafkaClients clients = clients("producer.linger.ms", "99", "consumer.fetch.min.bytes", "7");

        assertThat(clients.producer("p")).containsEntry("linger.ms", "99").doesNotContainKey("fetch.min.bytes");
        assertThat(clients.consumer("c", "g"))
                .containsEntry("fetch.min.bytes", "7")
                .doesNotContainKey("linger.ms")
                .doesNotContainKey("producer.linger.ms");
    }

    @Test
    void shouldRefuseToWeakenWhatTheServiceNeeds() {
        assertThatThrownBy(() -> clients("acks", "1").producer("p"))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("kafka.acks is 1")
                .hasMessageContaining("all");
        assertThatThrownBy(() ->
                        clients("consumer.isolation.level", "read_uncommitted").consumer("c", "g"))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("kafka.consumer.isolation.level")
                .hasMessageContaining("read_committed");
        assertThat(clients("acks", "all", "enable.auto.commit", "false").producer("p"))
                .containsEntry("acks", "all");
    }

    @Test
    void shouldMakeRoomForTheLargestFrame() {
        KafkaClients clients = new KafkaClients(KafkaSettings.of("localhost:9092"), DataSize.mebibytes(100));

        assertThat((int) clients.producer("p").get("max.request.size")).isGreaterThan(100 << 20);
        assertThat((long) clients.producer("p").get("buffer.memory")).isGreaterThan(100L << 20);
        assertThat((int) clients.consumer("c", "g").get("max.partition.fetch.bytes"))
                .isGreaterThan(100 << 20);
    }

    @Test
    void shouldGiveConfigurationsThatKafkaAccepts() {
        KafkaClients clients = clients();
        assertThat(ProducerConfig.configNames())
                .containsAll(clients.transactionalProducer("p", "t").keySet());
        assertThat(ConsumerConfig.configNames())
                .containsAll(clients.consumer("c", "g").keySet());

        Map<String, Object> producer = clients.transactionalProducer("p", "t");
        producer.put("key.serializer", ByteArraySerializer.class);
        producer.put("value.serializer", ByteArraySerializer.class);
        assertThat(new ProducerConfig(producer).getBoolean("enable.idempotence"))
                .isTrue();
        for (String protocol : new String[] {"classic", "consumer"}) {
            Map<String, Object> consumer = clients("group.protocol", protocol).consumer("c", "g");
            consumer.put("key.deserializer", ByteArrayDeserializer.class);
            consumer.put("value.deserializer", ByteArrayDeserializer.class);
            assertThat(new ConsumerConfig(consumer).getString("isolation.level"))
                    .isEqualTo("read_committed");
        }
    }

    private static KafkaClients clients(String... properties) {
        Map<String, String> map = new HashMap<>(Map.of("bootstrap.servers", "localhost:9092"));
        for (int i = 0; i < properties.length; i += 2) {
            map.put(properties[i], properties[i + 1]);
        }
        return new KafkaClients(new KafkaSettings(map), DataSize.mebibytes(16));
    }
}
