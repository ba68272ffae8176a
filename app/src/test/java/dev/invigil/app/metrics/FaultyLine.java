// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.alerts.AlertsConfig;
import dev.invigil.alerts.AlertsService;
import dev.invigil.broker.BrokerSettings;
import dev.invigil.broker.EmbeddedBroker;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.detector.decision.CalibrationScores;
import dev.invigil.detector.decision.ProductThresholds;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.ingest.IngestConfig;
import dev.invigil.ingest.IngestService;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.metrics.MetricSpec;
import dev.invigil.kit.metrics.Metrics;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.scorer.BrightnessModel;
import dev.invigil.scorer.ScorerConfig;
import dev.invigil.scorer.ScorerLine;
import dev.invigil.scorer.ScorerService;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.ScoringModel;
import dev.invigil.trainer.TrainerMetricTable;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/**
 * A line of real services, each with its own {@code /metrics}, at which everything goes wrong that boards and rules are for. Its model is
 * {@link BrightnessModel}. A training would take minutes, so the trainer's metrics are made from its table.
 */
final class FaultyLine {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int GOOD = 60;
    private static final int DOUBTFUL = 150;
    private static final int BAD = 230;

    private final EmbeddedBroker broker;
    private final TopicSettings topics;
    private final Deque<Service> running = new ArrayDeque<>();
    private final Map<String, HttpService> servers = new TreeMap<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final IngestService ingest;
    private int sent;

    FaultyLine(Path folder) throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(folder.resolve("broker")));
        KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
        topics = parse("{partitions: 2}", TopicSettings.class);
        Health alertsHealth = new Health();
        PrometheusRegistry alertsMetrics = server("alerts", alertsHealth);
        start(new AlertsService(
                kafka,
                topics,
                parse("{sinks: [{name: log, log: {}}]}", AlertsConfig.class),
                alertsMetrics,
                alertsHealth,
                this::failed));
        Health scorerHealth = new Health();
        PrometheusRegistry scorerMetrics = server("scorer", scorerHealth);
        start(new ScorerService(
                parse("{bundle: none, batch-size: 4, window: 50ms, pass-maps: 0.5}", ScorerConfig.class),
                kafka,
                topics,
                Calibrated::new,
                scorerMetrics,
                scorerHealth,
                this::failed));
        Health ingestHealth = new Health();
        PrometheusRegistry ingestMetrics = server("ingest", ingestHealth);
        ingest = new IngestService(
                kafka,
                topics,
                parse(
                        "{http: {port: 0, ack-timeout: 1s}, free-space: [{path: '" + folder
                                + "', minimum: 1MiB}], metric-cameras: 3}",
                        IngestConfig.class),
                ingestMetrics,
                ingestHealth,
                Clock.systemUTC(),
                this::failed);
        start(ingest);
        trainer(server("trainer", new Health().addReady("trainer", Optional::empty)));
    }

    /** Host and port of each service's metrics. */
    Map<String, String> targets() {
        Map<String, String> targets = new TreeMap<>();
        servers.forEach((service, server) -> targets.put(service, "127.0.0.1:" + server.port()));
        return targets;
    }

    /** Parts of all kinds at three cameras, and whatever a line can be sent that is wrong. */
    void work(Duration time) throws Exception {
        Instant end = Instant.now().plus(time);
        while (Instant.now().isBefore(end)) {
            post("cam-1", "bottle", ScorerLine.png(16, 16, GOOD + sent % 30));
            post("cam-2", "bottle", ScorerLine.png(16, 16, sent % 5 == 0 ? DOUBTFUL : GOOD + sent % 40));
            post("cam-3", "bottle", ScorerLine.png(16, 16, BAD));
            sent++;
        }
    }

    void sendWhatIsWrong() throws Exception {
        post("cam-4", "cup", ScorerLine.png(16, 16, GOOD));
        post("cam-5", "bottle", ScorerLine.huge(ScorerLine.png(16, 16, GOOD)));
        post("cam-6", "bottle", "text".getBytes(UTF_8));
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            records.add(frame("old-" + i, GOOD, yesterday));
        }
        records.add(frame("twice", GOOD, Instant.now()));
        records.add(frame("twice", GOOD, Instant.now()));
        records.add(frame("twice", BAD, Instant.now()));
        records.add(new ProducerRecord<>(topics.name(Topic.VERDICTS), "cam-1", "no verdict".getBytes(UTF_8)));
        records.add(new ProducerRecord<>(topics.name(Topic.THRESHOLDS), "bottle/*", "no threshold".getBytes(UTF_8)));
        try (Producer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (ProducerRecord<String, byte[]> record : records) {
                producer.send(record).get();
            }
        }
    }

    /**
     * Stops the broker until the scorer, which has no frames, is not ready any more, and starts it again.
     *
     * @param isSeen whether whoever watches the line has seen that
     */
    void loseTheBroker(Callable<Boolean> isSeen) throws Exception {
        broker.stop();
        post("cam-1", "bottle", ScorerLine.png(16, 16, GOOD));
        Awaitility.await("the scorer notices").atMost(LIMIT).until(() -> !isReady("scorer"));
        Awaitility.await("it is seen").atMost(LIMIT).until(isSeen);
        broker.start();
        Awaitility.await("the line is ready again").atMost(LIMIT).until(() -> servers.keySet().stream()
                .allMatch(this::isReady));
    }

    /** Nothing has ended. */
    void assertWell() {
        assertThat(failure).hasValue(null);
    }

    private boolean isReady(String service) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                                    + servers.get(service).port() + "/health/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void post(String camera, String product, byte[] image) throws IOException, InterruptedException {
        http.send(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + ingest.httpPort().getAsInt() + "/cameras/" + camera + "/frames"))
                        .header("Content-Type", "image/png")
                        .header("X-Product-Id", product)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(image))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private ProducerRecord<String, byte[]> frame(String id, int red, Instant capturedAt) {
        return FrameCodec.encode(
                topics.name(Topic.FRAMES),
                new Frame(
                        id,
                        "line-1",
                        "cam-1",
                        Optional.empty(),
                        "bottle",
                        OptionalLong.empty(),
                        capturedAt,
                        Optional.of("image/png"),
                        Optional.empty(),
                        ScorerLine.png(16, 16, red)));
    }

    private PrometheusRegistry server(String service, Health health) throws IOException {
        PrometheusRegistry registry = Metrics.registry("test");
        HttpService server = new HttpService(parse("{port: 0}", HttpConfig.class), registry, health);
        server.start();
        running.push(server);
        servers.put(service, server);
        return registry;
    }

    private void start(Service service) throws Exception {
        service.start();
        running.push(service);
    }

    private void failed(String service, Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    private static void trainer(PrometheusRegistry registry) {
        for (MetricSpec row : TrainerMetricTable.TABLE.rows()) {
            String[] labels = row.labels().stream()
                    .map(label -> label.name().equals("metric")
                            ? "imageAuroc"
                            : label.name().equals("product")
                                    ? "(mean)"
                                    : label.values().isEmpty()
                                            ? "bottle"
                                            : label.values().get(0))
                    .toArray(String[]::new);
            switch (row.type()) {
                case COUNTER -> row.counter(registry).labelValues(labels).inc();
                case GAUGE -> row.gauge(registry).labelValues(labels).set(1);
                default -> throw new IllegalStateException("the trainer has no " + row.type());
            }
        }
    }

    private static <T extends Record> T parse(String yaml, Class<T> type) {
        return Configuration.parse(yaml, "test", type, Map.of());
    }

    /** Stops everything. */
    void stop() throws Exception {
        while (!running.isEmpty()) {
            running.pop().stop();
        }
        broker.close();
    }

    /** Knows the scores of its good parts, so that drift can be tested. */
    private static final class Calibrated implements ScoringModel {
        private final BrightnessModel model = new BrightnessModel(() -> {});
        private final ModelFacts facts;

        Calibrated() {
            ModelFacts plain = model.facts();
            ProductThresholds bottle = plain.thresholds().get("bottle");
            CalibrationScores scores = new CalibrationScores(
                    IntStream.range(0, 200)
                            .mapToObj(i -> GOOD / 255.0 + i * 0.001)
                            .toList(),
                    Optional.empty());
            facts = new ModelFacts(
                    plain.identity(),
                    plain.preprocessing(),
                    plain.postprocessing(),
                    Map.of("bottle", new ProductThresholds(bottle.general(), Map.of(), Optional.of(scores), Map.of())),
                    plain.prototypes(),
                    plain.device());
        }

        @Override
        public ModelFacts facts() {
            return facts;
        }

        @Override
        public List<ModelOutput> score(List<RgbImage> images) {
            return model.score(images);
        }

        @Override
        public long liveNativeResources() {
            return 0;
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
