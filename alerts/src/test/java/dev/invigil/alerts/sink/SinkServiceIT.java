// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(120)
@ExtendWith(BrokerExtension.class)
class SinkServiceIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final PrometheusRegistry registry = new PrometheusRegistry();

    @Test
    void shouldSendEachAlertOnceAfterAnOutageAndDelayNoOtherSink(TestBroker broker) throws Exception {
        String topic = broker.createTopic("alerts", 3, Map.of());
        try (HttpReceiver dead = new HttpReceiver();
                HttpReceiver alive = new HttpReceiver();
                SinkService service = start(broker, topic, hook("dead", dead), hook("alive", alive))) {
            assertThat(service).isNotNull();
            send(broker, topic, "cam-0", AlertState.OPENED);
            await(dead, List.of("cam-0 OPENED"));
            // the receiver has it before its answer has arrived
            Awaitility.await().atMost(LIMIT).until(() -> metric("delivered", "dead") == 1);
            dead.down();
            List<String> expected = new ArrayList<>(List.of("cam-0 OPENED"));
            for (int camera = 1; camera <= 20; camera++) {
                send(broker, topic, "cam-" + camera, AlertState.OPENED);
                expected.add("cam-" + camera + " OPENED");
            }
            await(alive, expected);
            Awaitility.await().atMost(LIMIT).until(() -> metric("up", "dead") == 0 && metric("retries", "dead") >= 2);
            assertThat(metric("up", "alive")).isEqualTo(1);
            assertThat(metric("oldest_undelivered_seconds", "dead")).isPositive();
            assertThat(metric("delivered", "dead")).isEqualTo(1);
            dead.up();

            send(broker, topic, "cam-0", AlertState.CLOSED);
            expected.add("cam-0 CLOSED");
            await(dead, expected);
            await(alive, expected);
            Awaitility.await().atMost(LIMIT).until(() -> metric("oldest_undelivered_seconds", "dead") == 0);
            assertThat(metric("up", "dead")).isEqualTo(1);
            assertThat(metric("delivered", "dead")).isEqualTo(22);
            assertThat(metric("failed", "dead")).isZero();
        }
    }

    @Test
    void shouldContinueBehindWhatWasSentAndTellAlertmanagerWhatIsOpen(TestBroker broker) throws Exception {
        String topic = broker.createTopic("alerts", 3, Map.of());
        try (HttpReceiver hook = new HttpReceiver();
                HttpReceiver alertmanager = new HttpReceiver()) {
            SinkConfig open =
                    Alerts.config("{name: am, alertmanager: {url: '%s', resend: 1h}}".formatted(alertmanager.url()));
            try (SinkService service = start(broker, topic, hook("hook", hook), open)) {
                assertThat(service).isNotNull();
                send(broker, topic, "cam-1", AlertState.OPENED);
                send(broker, topic, "cam-2", AlertState.OPENED);
                send(broker, topic, "cam-2", AlertState.CLOSED);
                await(hook, List.of("cam-1 OPENED", "cam-2 OPENED", "cam-2 CLOSED"));
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() -> alertmanager.accepted().size() >= 3);
            }
            send(broker, topic, "cam-3", AlertState.OPENED);
            int before = alertmanager.accepted().size();
            try (SinkService service = start(broker, topic, hook("hook", hook), open)) {
                assertThat(service).isNotNull();
                await(hook, List.of("cam-1 OPENED", "cam-2 OPENED", "cam-2 CLOSED", "cam-3 OPENED"));
                Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
                    String posted = alertmanager
                            .accepted()
                            .subList(before, alertmanager.accepted().size())
                            .stream()
                            .map(request -> new String(request.body(), java.nio.charset.StandardCharsets.UTF_8))
                            .reduce("", String::concat);
                    assertThat(posted).contains("cam-1", "cam-3").doesNotContain("cam-2");
                });
            }
        }
    }

    @Test
    void shouldLeaveOutWhatIsRefusedUnreadableOrNotWanted(TestBroker broker) throws Exception {
        String topic = broker.createTopic("alerts", 1, Map.of());
        long old = Instant.now().minus(Duration.ofHours(2)).toEpochMilli();
        send(
                broker,
                new ProducerRecord<>(topic, 0, old, "old", AlertCodec.encode(Alerts.alert("old", AlertState.OPENED))));
        send(broker, topic, "a-moment-ago", AlertState.OPENED);
        try (HttpReceiver hook = new HttpReceiver();
                SinkService service = start(
                        broker,
                        topic,
                        Alerts.config("{name: hook, updates: false, causes: [k-of-n], webhook: {url: '%s'}}"
                                .formatted(hook.url())))) {
            assertThat(service).isNotNull();
            await(hook, List.of("a-moment-ago OPENED"));
            hook.answer(new HttpReceiver.Answer(422, Map.of(), "not this one"));
            send(broker, topic, "refused", AlertState.OPENED);
            send(broker, topic, "cam-1", AlertState.UPDATED);
            send(broker, new ProducerRecord<>(topic, "x", new byte[] {1, 2, 3}));
            send(broker, new ProducerRecord<>(topic, "x", null));
            send(broker, topic, "cam-1", AlertState.CLOSED);

            await(hook, List.of("a-moment-ago OPENED", "cam-1 CLOSED"));
            assertThat(metric("failed", "hook")).isEqualTo(1);
            assertThat(metric("delivered", "hook")).isEqualTo(2);
        }
    }

    private SinkService start(TestBroker broker, String topic, SinkConfig... configs) {
        registry.clear();
        KafkaClients clients = new KafkaClients(KafkaSettings.of(broker.bootstrapServers()), DataSize.mebibytes(1));
        return SinkService.start(
                List.of(configs),
                config -> consumer(clients, broker.prefix() + config.name()),
                topic,
                new SinkMetrics(registry, Clock.systemUTC()),
                (service, cause) -> {
                    throw new AssertionError(service + " failed", cause);
                });
    }

    private static Consumer<String, byte[]> consumer(KafkaClients clients, String group) {
        return new KafkaConsumer<>(
                clients.consumer(group, group), new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static SinkConfig hook(String name, HttpReceiver receiver) {
        return Alerts.config(
                "{name: %s, retry: 100ms, longest-retry: 500ms, webhook: {url: '%s'}}".formatted(name, receiver.url()));
    }

    private static void send(TestBroker broker, String topic, String camera, AlertState state) throws Exception {
        Alert alert = Alerts.alert(camera, state);
        send(broker, new ProducerRecord<>(topic, alert.key(), AlertCodec.encode(alert)));
    }

    private static void send(TestBroker broker, ProducerRecord<String, byte[]> record) throws Exception {
        try (Producer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    /** Exactly these, each once, and those of a camera in their order. */
    private static void await(HttpReceiver receiver, List<String> expected) {
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
            List<String> received = receiver.accepted().stream()
                    .map(request -> AlertCodec.deserializer().deserialize("webhook", request.body()))
                    .map(alert -> alert.camera() + " " + alert.state())
                    .toList();
            assertThat(received).containsExactlyInAnyOrderElementsOf(expected);
        });
        assertThat(receiver.accepted().stream().map(request -> request.headers().get("webhook-id")))
                .doesNotHaveDuplicates();
    }

    private double metric(String name, String sink) {
        String full = "invigil_alerts_sink_" + name;
        for (DataPointSnapshot point : registry.scrape(full::equals).stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .toList()) {
            if (point.getLabels().equals(Labels.of("sink", sink))) {
                return point instanceof CounterSnapshot.CounterDataPointSnapshot counter
                        ? counter.getValue()
                        : ((GaugeSnapshot.GaugeDataPointSnapshot) point).getValue();
            }
        }
        throw new AssertionError("no " + full + " of " + sink);
    }
}
