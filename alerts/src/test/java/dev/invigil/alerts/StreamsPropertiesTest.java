// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {

    @Test
    void shouldHaveRoomForTheLargestDeadLetter() {
        StreamsConfig config = properties(Map.of());

        Map<String, Object> producer = config.getProducerConfigs("test");
        assertThat((int) producer.get("max.request.size")).isGreaterThan(16 << 20);
        assertThat(producer.get("transaction.timeout.ms")).isEqualTo(10_000);
        assertThat(config.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)).isEqualTo("exactly_once_v2");
    }

    @Test
    void shouldLetTheOperatorHaveTheLastWordOnWhatIsNotRequired() {
        StreamsConfig config = properties(Map.of(
                "security.protocol",
                "SSL",
                "streams.num.standby.replicas",
                "1",
                "streams.consumer.session.timeout.ms",
                "7000"));

        assertThat(config.getString("security.protocol")).isEqualTo("SSL");
        assertThat(config.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG)).isEqualTo(1);
        assertThat(config.getMainConsumerConfigs("group", "client", 0).get("session.timeout.ms"))
                .isEqualTo("7000");
    }

    @Test
    void shouldLeaveTheSessionTimeoutToTheBrokerUnderTheStreamsProtocol() {
        StreamsConfig config = properties(Map.of("streams.group.protocol", "streams"));

        assertThat(config.getMainConsumerConfigs("group", "client", 0)).doesNotContainKey("session.timeout.ms");
    }

    @Test
    void shouldRefuseToGiveUpExactlyOnce() {
        assertThatThrownBy(() -> properties(Map.of("streams.processing.guarantee", "at_least_once")))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("processing.guarantee is at_least_once")
                .hasMessageContaining("exactly_once_v2");
    }

    private static StreamsConfig properties(Map<String, String> own) {
        Map<String, String> kafka = new HashMap<>(own);
        kafka.put("bootstrap.servers", "localhost:9092");
        return StreamsProperties.of(
                Configuration.defaults(AlertsConfig.class),
                new KafkaSettings(kafka),
                Configuration.defaults(TopicSettings.class));
    }
}
