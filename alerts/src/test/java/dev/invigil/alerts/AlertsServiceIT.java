// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.BrokerSettings;
import dev.invigil.broker.EmbeddedBroker;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.deadletter.DeadLetter;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpService;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class AlertsServiceIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void shouldKeepIncidentsOpenOverARestartAndCloseThemThere(TestBroker broker) throws Exception {
        String rules = "{application-id: " + broker.prefix() + "alerts}";
        AlertsService first = service(broker, rules, new PrometheusRegistry());
        first.start();
        List<Alert> opened;
        try {
            send(broker, 1, 0, 3, Decision.REJECT);
            opened = alerts(broker, alerts -> alerts.size() == 1);
        } finally {
            first.stop();
        }
        PrometheusRegistry registry = new PrometheusRegistry();
        AlertsService second = service(broker, rules, registry);
        second.start();
        try {
            assertThat(openIncidents(registry)).isEqualTo(1);
            send(broker, 1, 3, 5, Decision.PASS);
            List<Alert> told = alerts(broker, alerts -> alerts.size() == 2);

            assertThat(told).extracting(Alert::state).containsExactly(AlertState.OPENED, AlertState.CLOSED);
            assertThat(told.get(0)).isEqualTo(opened.get(0));
            assertThat(told.get(1).incidentId()).isEqualTo(opened.get(0).incidentId());
            assertThat(told.get(1).cause()).isEqualTo(AlertCause.CONSECUTIVE_REJECTS);
            assertThat(told.get(1).rejects()).isEqualTo(3);
        } finally {
            second.stop();
        }
        assertThat(Files.exists(
                        Path.of(System.getProperty("java.io.tmpdir"), "kafka-streams", broker.prefix() + "alerts")))
                .as("local files")
                .isFalse();
    }

    @Test
    void shouldCountEachVerdictOnceThoughKilledAmongThem(TestBroker broker) throws Exception {
        int cameras = 12;
        int rejects = 400;
        String rules = "{application-id: " + broker.prefix() + "alerts, rules: {k-of-n: {enabled: false}, "
                + "reject-rate: {enabled: false}, silent-camera: {enabled: false}}}";
        try (AlertsProcess first = AlertsProcess.start(broker.bootstrapServers(), topics(broker), rules)) {
            send(broker, cameras, 0, rejects / 2, Decision.REJECT);
            alerts(broker, alerts -> !alerts.isEmpty());
            send(broker, cameras, rejects / 2, rejects / 2, Decision.REJECT);
            first.kill();
        }
        AlertsService second = service(broker, rules, new PrometheusRegistry());
        second.start();
        try {
            send(broker, cameras, rejects, 5, Decision.PASS);
            List<Alert> told = alerts(
                    broker,
                    alerts -> alerts.stream()
                                    .filter(alert -> alert.state() == AlertState.CLOSED)
                                    .count()
                            == cameras);

            assertThat(told.stream().filter(alert -> alert.state() == AlertState.OPENED))
                    .hasSize(cameras);
            assertThat(told.stream().filter(alert -> alert.state() == AlertState.CLOSED))
                    .hasSize(cameras)
                    .allSatisfy(alert -> assertThat(alert.rejects()).isEqualTo(rejects));
            assertThat(told.stream().map(Alert::incidentId).distinct()).hasSize(cameras);
        } finally {
            second.stop();
        }
    }

    @Test
    void shouldWaitForItsBrokerAndGoOnWhenThatIsStoppedAndStarted(@TempDir Path directory) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory));
        TestBroker address = new TestBroker(broker.bootstrapServers(), "restart.");
        broker.stop();
        AlertsService service = service(address, "{application-id: restart.alerts}", new PrometheusRegistry());
        CompletableFuture<Void> started = CompletableFuture.runAsync(() -> {
            try {
                service.start();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            broker.start();
            started.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            send(address, 1, 0, 3, Decision.REJECT);
            alerts(address, alerts -> alerts.size() == 1);
            broker.stop();
            broker.start();
            send(address, 1, 3, 5, Decision.PASS);

            assertThat(alerts(address, alerts -> alerts.size() == 2))
                    .extracting(Alert::state)
                    .containsExactly(AlertState.OPENED, AlertState.CLOSED);
        } finally {
            service.stop();
            broker.close();
        }
    }

    /** No verdicts arrive meanwhile. */
    @Test
    void shouldNotBeReadyWhileItsBrokerIsAwayThoughItIsIdle(@TempDir Path directory) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory));
        TestBroker address = new TestBroker(broker.bootstrapServers(), "idle.");
        PrometheusRegistry registry = new PrometheusRegistry();
        Health health = new Health();
        HttpService http =
                new HttpService(Configuration.parse("port: 0", "test", HttpConfig.class, Map.of()), registry, health);
        http.start();
        AlertsService service = AlertsProcess.service(
                address.bootstrapServers(), topics(address), "{application-id: idle.alerts}", registry, health);
        service.start();
        try {
            send(address, 1, 0, 3, Decision.REJECT);
            alerts(address, alerts -> alerts.size() == 1);
            assertThat(ready(http).statusCode()).isEqualTo(200);

            broker.stop();
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(ready(http).statusCode()).isEqualTo(503);
                assertThat(ready(http).body()).contains("the broker has not been reached for");
            });
            broker.start();
            Awaitility.await().atMost(LIMIT).until(() -> ready(http).statusCode() == 200);
            send(address, 1, 3, 5, Decision.PASS);
            assertThat(alerts(address, alerts -> alerts.size() == 2))
                    .extracting(Alert::state)
                    .containsExactly(AlertState.OPENED, AlertState.CLOSED);
        } finally {
            service.stop();
            http.stop();
            broker.close();
        }
    }

    /** The scorer of thirty cameras is dead, and the receiver of alerts, too, for a while. */
    @Test
    void shouldTellAReceiverThatComesBackOfOneIncidentOnce(TestBroker broker) throws Exception {
        List<Alert> received = new CopyOnWriteArrayList<>();
        HttpServer hook = hook(0, received);
        int port = hook.getAddress().getPort();
        hook.stop(0);
        String rules = "{application-id: " + broker.prefix()
                + "alerts, grouping: {hold: 1s}, rules: {silent-camera: {after: 4s}, update-every: 1s}, "
                + "sinks: [{name: hook, retry: 100ms, longest-retry: 500ms, webhook: {url: 'http://localhost:" + port
                + "/'}}]}";
        PrometheusRegistry registry = new PrometheusRegistry();
        Health health = new Health();
        HttpService http =
                new HttpService(Configuration.parse("port: 0", "test", HttpConfig.class, Map.of()), registry, health);
        http.start();
        AlertsService service =
                AlertsProcess.service(broker.bootstrapServers(), topics(broker), rules, registry, health);
        service.start();
        HttpServer back = null;
        try {
            send(broker, 30, 0, 3, Decision.PASS);
            List<Alert> told = alerts(
                    broker,
                    alerts -> !alerts.isEmpty()
                            && alerts.get(alerts.size() - 1).cameras().size() == 30);
            assertThat(told)
                    .extracting(Alert::incidentId)
                    .containsOnly(told.get(0).incidentId());
            assertThat(told).extracting(Alert::camera).containsOnly(Alert.WHOLE_LINE);
            assertThat(ready(http).statusCode())
                    .as("a dead receiver is not the service's fault")
                    .isEqualTo(200);
            assertThat(received).isEmpty();
            back = hook(port, received);

            Awaitility.await().atMost(LIMIT).until(() -> received.size() >= told.size());
            assertThat(received).isEqualTo(told);
        } finally {
            service.stop();
            http.stop();
            if (back != null) {
                back.stop(0);
            }
        }
    }

    private static HttpServer hook(int port, List<Alert> received) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            received.add(AlertCodec.deserializer()
                    .deserialize("hook", exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static HttpResponse<String> ready(HttpService http) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + "/health/ready"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldBuryWhatIsNoVerdictAndFindSilenceByTheClock(TestBroker broker) throws Exception {
        String rules = "{application-id: " + broker.prefix()
                + "alerts, grouping: {hold: 1s}, rules: {silent-camera: {after: 1s, known-after: 1}}}";
        AlertsService service = service(broker, rules, new PrometheusRegistry());
        service.start();
        try (Producer<String, byte[]> producer = producer(broker)) {
            producer.send(new ProducerRecord<>(broker.prefix() + "verdicts", "cam-0", "no verdict".getBytes(UTF_8)))
                    .get();
            send(broker, 1, 0, 1, Decision.PASS);
            List<ConsumerRecord<String, byte[]>> dead = records(broker, "dead-letters", records -> records.size() == 1);
            List<Alert> told = alerts(broker, alerts -> alerts.size() == 1);

            assertThat(DeadLetter.from(dead.get(0).headers()).orElseThrow().reason())
                    .isEqualTo("NOT_JSON");
            assertThat(dead.get(0).value()).isEqualTo("no verdict".getBytes(UTF_8));
            assertThat(told.get(0).cause()).isEqualTo(AlertCause.SILENT_CAMERA);
        } finally {
            service.stop();
        }
    }

    private static AlertsService service(TestBroker broker, String rules, PrometheusRegistry registry) {
        return AlertsProcess.service(broker.bootstrapServers(), topics(broker), rules, registry);
    }

    private static String topics(TestBroker broker) {
        return "{prefix: " + broker.prefix() + ", partitions: 2}";
    }

    private static Producer<String, byte[]> producer(TestBroker broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static void send(TestBroker broker, int cameras, int from, int count, Decision decision) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Producer<String, byte[]> producer = producer(broker)) {
            for (int i = from; i < from + count; i++) {
                for (int camera = 0; camera < cameras; camera++) {
                    byte[] verdict = VerdictCodec.encode(verdict("cam-" + camera, i, decision));
                    sent.add(producer.send(
                            new ProducerRecord<>(broker.prefix() + "verdicts", "cam-" + camera, verdict)));
                }
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
    }

    private static List<Alert> alerts(TestBroker broker, Predicate<List<Alert>> enough) {
        return values(records(broker, "alerts", records -> enough.test(values(records))));
    }

    private static List<Alert> values(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream()
                .map(record -> AlertCodec.deserializer().deserialize(record.topic(), record.value()))
                .toList();
    }

    /** All committed records of a topic, as soon as they are enough. */
    private static List<ConsumerRecord<String, byte[]>> records(
            TestBroker broker, String suffix, Predicate<List<ConsumerRecord<String, byte[]>>> enough) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        Instant end = Instant.now().plus(LIMIT);
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(broker.prefix() + suffix).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!enough.test(records)) {
                assertThat(Instant.now())
                        .as("enough of " + suffix + ", now " + records.size())
                        .isBefore(end);
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static double openIncidents(PrometheusRegistry registry) {
        return registry.scrape(name -> name.equals("invigil_alerts_open_incidents")).stream()
                .flatMap(metric -> ((GaugeSnapshot) metric).getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }

    private static Verdict verdict(String camera, int number, Decision decision) {
        Instant now = Instant.now();
        return new Verdict(
                Verdict.SCHEMA,
                camera + "-" + number,
                "line-1",
                camera,
                Optional.empty(),
                Optional.of("bottle"),
                OptionalLong.empty(),
                decision,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.of(decision == Decision.REJECT ? 0.9 : 0.1),
                Optional.of(new Threshold(0.5, 0.4, "bundle", Threshold.Basis.CALIBRATED, 0.01, 100, Optional.empty())),
                Optional.empty(),
                List.of(),
                Optional.of(new ModelIdentity("model", "1", "ab".repeat(32))),
                Optional.empty(),
                Optional.empty(),
                new RecordPosition("frames", 0, number),
                Optional.of(now),
                now,
                Optional.empty(),
                "scorer-1",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
