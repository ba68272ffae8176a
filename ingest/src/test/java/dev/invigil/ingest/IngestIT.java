// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.BrokerSettings;
import dev.invigil.broker.EmbeddedBroker;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.lifecycle.Lifecycle;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class IngestIT {

    private static final List<String> CAMERAS = List.of("cam-1", "cam-2", "cam-3");

    @TempDir
    private Path directory;

    @Test
    void shouldHaveEachFileOnceAndNoGapsWhenKilledAgainAndAgain(TestBroker broker) throws Exception {
        int files = 1500;
        for (int i = 0; i < files; i++) {
            picture("in/" + CAMERAS.get(i % 3) + "/bottle/" + i + ".jpg", 50_000, i);
        }
        Path config = Files.writeString(directory.resolve("ingest.yaml"), """
                kafka: {bootstrap.servers: "%s"}
                topics: {prefix: "%s"}
                http: {port: 0}
                ingest:
                  folders: [{path: "%s", settle: 0ms, rate: 500}]
                """.formatted(
                        broker.bootstrapServers(), broker.prefix(), directory.resolve("in")));
        TopicProvisioner.ensure(KafkaSettings.of(broker.bootstrapServers()), topics(broker));

        try (Reader reader = new Reader(broker)) {
            // the rate keeps it from being done before it is killed
            for (int killed = 1; killed <= 5; killed++) {
                int enough = killed * files / 8;
                try (IngestProcess ingest = IngestProcess.start(config)) {
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> reader.read().size() >= enough);
                    ingest.kill();
                }
                assertThat(reader.read()).hasSizeBetween(enough, files - 1);
            }
            try (IngestProcess ingest = IngestProcess.start(config)) {
                await().atMost(Duration.ofSeconds(60)).until(() -> reader.read().size() >= files);
                assertThat(ingest.terminate()).isIn(0, 143);
            }
            reader.readToEnd();

            assertThat(reader.frames()).hasSize(files).extracting(Frame::id).doesNotHaveDuplicates();
            for (String camera : CAMERAS) {
                List<Frame> frames = reader.frames().stream()
                        .filter(frame -> frame.camera().equals(camera))
                        .toList();
                assertThat(frames)
                        .extracting(frame -> frame.sequence().getAsLong())
                        .containsExactlyElementsOf(
                                LongStream.range(0, files / 3).boxed().toList());
                assertThat(frames)
                        .extracting(frame -> frame.partId().orElseThrow())
                        .containsExactlyElementsOf(IntStream.range(0, files)
                                .filter(i -> CAMERAS.get(i % 3).equals(camera))
                                .mapToObj(Integer::toString)
                                .toList());
            }
        }
    }

    /** Services of systemd and cron have no locale: Java then knows ASCII names only. */
    @Test
    void shouldRefuseOneFileAndSendTheOthersUnderALocaleWithoutUmlauts(TestBroker broker) throws Exception {
        picture("in/cam-1/bottle/1.jpg", 1000, 1);
        Path config = Files.writeString(directory.resolve("ingest.yaml"), """
                kafka: {bootstrap.servers: "%s"}
                topics: {prefix: "%s"}
                http: {port: 0}
                ingest:
                  folders: [{path: "%s", settle: 0ms, rescan: 200ms}]
                """.formatted(
                        broker.bootstrapServers(), broker.prefix(), directory.resolve("in")));
        // written as bytes, so that the locale of this test does not matter
        Process copy = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "cp \"$1/1.jpg\" \"$1/$(printf 'T\\303\\274r').jpg\"",
                        "sh",
                        directory.resolve("in/cam-1/bottle").toString())
                .inheritIO()
                .start();
        assertThat(copy.waitFor()).isZero();

        try (Reader reader = new Reader(broker);
                IngestProcess ingest = IngestProcess.start(config, Map.of("LC_ALL", "POSIX"))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> reader.read().size() == 1);
            Path log = directory.resolve("ingest.log");
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.readString(log, StandardCharsets.ISO_8859_1)
                    .contains("T%C3%BCr.jpg refused as INVALID_NAME"));
            picture("in/cam-1/bottle/2.jpg", 1000, 2);
            await().atMost(Duration.ofSeconds(60)).until(() -> reader.read().size() == 2);

            assertThat(ingest.isAlive()).isTrue();
            assertThat(reader.frames())
                    .extracting(frame -> frame.partId().orElse(""))
                    .containsExactly("1", "2");
        }
    }

    @Test
    void shouldAnswerHttpWhenTheFrameCanBeRead(TestBroker broker) throws Exception {
        IngestConfig config =
                Configuration.parse("id: http-only\nhttp: {port: 0}", "test", IngestConfig.class, Map.of());
        Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(15));
        IngestService ingest = new IngestService(
                KafkaSettings.of(broker.bootstrapServers()),
                topics(broker),
                config,
                new PrometheusRegistry(),
                new Health(),
                Clock.systemUTC(),
                lifecycle);
        try (Reader reader = new Reader(broker);
                Lifecycle running = lifecycle.add(ingest)) {
            running.start();
            URI uri = URI.create("http://127.0.0.1:" + ingest.httpPort().getAsInt() + "/cameras/cam-1/frames");
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("X-Product-Id", "bottle")
                    .header("X-Frame-Id", "f-1")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(jpeg(1000, 1)))
                    .build();
            HttpClient client = HttpClient.newHttpClient();
            // 503 until the broker has been reached
            await().until(() ->
                    client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 202);
            HttpResponse<String> again = client.send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(again.statusCode()).isEqualTo(202);
            assertThat(again.body()).contains("\"frameId\":\"f-1\"").contains("\"sequence\":0");
            reader.readToEnd();
            assertThat(reader.frames()).extracting(Frame::id).containsExactly("f-1");
        }
    }

    /** A second ingest that cannot start must not end the one that runs. */
    @Test
    void shouldContinueAfterASecondIngestWithTheSameIdFoundItsPortInUse(TestBroker broker) throws Exception {
        Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(15));
        IngestService first = httpOnly(broker, 0, lifecycle);
        try (Reader reader = new Reader(broker);
                Lifecycle running = lifecycle.add(first)) {
            running.start();
            int port = first.httpPort().getAsInt();
            HttpClient client = HttpClient.newHttpClient();
            await().until(() -> client.send(frame(port, "f-1"), HttpResponse.BodyHandlers.ofString())
                            .statusCode()
                    == 202);

            try (Lifecycle second = new Lifecycle(Duration.ofSeconds(15))) {
                second.add(httpOnly(broker, port, second));
                assertThatThrownBy(second::start)
                        .isInstanceOf(OperatorException.class)
                        .hasMessageContaining("cannot listen on")
                        .hasMessageContaining(Integer.toString(port));
            }
            HttpResponse<String> answer = client.send(frame(port, "f-2"), HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(running.failure()).isEmpty();
            reader.readToEnd();
            assertThat(reader.frames()).extracting(Frame::id).containsExactly("f-1", "f-2");
        }
    }

    /** No client sends anything. */
    @Test
    void shouldNotBeReadyWhileItsBrokerIsAwayThoughItIsIdle() throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory.resolve("broker")));
        TestBroker address = new TestBroker(broker.bootstrapServers(), "idle.");
        PrometheusRegistry registry = new PrometheusRegistry();
        Health health = new Health();
        HttpService http =
                new HttpService(Configuration.parse("port: 0", "test", HttpConfig.class, Map.of()), registry, health);
        Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(15));
        lifecycle
                .add(http)
                .add(new IngestService(
                        KafkaSettings.of(address.bootstrapServers()),
                        topics(address),
                        Configuration.parse("http: {port: 0}", "test", IngestConfig.class, Map.of()),
                        registry,
                        health,
                        Clock.systemUTC(),
                        lifecycle));
        try (broker;
                Lifecycle running = lifecycle) {
            running.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> ready(http).statusCode() == 200);

            broker.stop();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(ready(http).statusCode()).isEqualTo(503);
                assertThat(ready(http).body()).contains("ingest-broker", "the broker has not been reached for");
            });
            broker.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> ready(http).statusCode() == 200);
            assertThat(running.failure()).isEmpty();
        }
    }

    private static HttpResponse<String> ready(HttpService http) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + "/health/ready"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static IngestService httpOnly(TestBroker broker, int port, Lifecycle lifecycle) {
        return new IngestService(
                KafkaSettings.of(broker.bootstrapServers()),
                topics(broker),
                Configuration.parse("id: same\nhttp: {port: " + port + "}", "test", IngestConfig.class, Map.of()),
                new PrometheusRegistry(),
                new Health(),
                Clock.systemUTC(),
                lifecycle);
    }

    private static HttpRequest frame(int port, String id) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/cameras/cam-1/frames"))
                .header("X-Product-Id", "bottle")
                .header("X-Frame-Id", id)
                .POST(HttpRequest.BodyPublishers.ofByteArray(jpeg(1000, 1)))
                .build();
    }

    @Test
    void shouldStartAlthoughRecordsOnItsProgressTopicCannotBeRead(TestBroker broker) throws Exception {
        picture("in/cam-1/bottle/0.jpg", 1000, 1);
        TopicProvisioner.ensure(KafkaSettings.of(broker.bootstrapServers()), topics(broker));
        String progress = topics(broker).name(Topic.INGEST_PROGRESS);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            byte[] garbage = {(byte) 0xff, 0, 1};
            producer.send(new ProducerRecord<>(progress, 0, "camera/cam-1", garbage))
                    .get();
            producer.send(new ProducerRecord<>(progress, 0, "frame/pc/folder/cam-1/bottle/0.jpg", garbage))
                    .get();
            producer.send(new ProducerRecord<>(progress, 0, "camera/cam-2", new byte[0]))
                    .get();
        }
        IngestConfig config = Configuration.parse(
                "id: pc\nfolders: [{path: \"" + directory.resolve("in") + "\", settle: 0ms}]",
                "test",
                IngestConfig.class,
                Map.of());
        PrometheusRegistry registry = new PrometheusRegistry();
        Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(15));
        IngestService ingest = new IngestService(
                KafkaSettings.of(broker.bootstrapServers()),
                topics(broker),
                config,
                registry,
                new Health(),
                Clock.systemUTC(),
                lifecycle);
        try (Reader reader = new Reader(broker);
                Lifecycle running = lifecycle.add(ingest)) {
            running.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> reader.read().size() == 1);

            assertThat(running.failure()).isEmpty();
            assertThat(registry.scrape("invigil_ingest_progress_unreadable"::equals).stream()
                            .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                            .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                            .sum())
                    .isEqualTo(3);
        }
    }

    private static TopicSettings topics(TestBroker broker) {
        return Configuration.parse("prefix: \"" + broker.prefix() + "\"", "test", TopicSettings.class, Map.of());
    }

    private void picture(String path, int size, int seed) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, jpeg(size, seed));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L + seed));
    }

    private static byte[] jpeg(int size, int seed) {
        byte[] image = new byte[size];
        byte[] start = ("\u00ff\u00d8\u00ff picture " + seed).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(start, 0, image, 0, start.length);
        return image;
    }

    /** Reads the frames as a scorer does. */
    private static final class Reader implements AutoCloseable {
        private final Consumer<String, byte[]> consumer;
        private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

        Reader(TestBroker broker) {
            TopicSettings topics = topics(broker);
            TopicProvisioner.ensure(KafkaSettings.of(broker.bootstrapServers()), topics);
            Map<String, Object> properties = new KafkaClients(
                            KafkaSettings.of(broker.bootstrapServers()), topics.frameLimit())
                    .consumer("reader", broker.prefix() + "reader");
            consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
            consumer.subscribe(List.of(topics.name(Topic.FRAMES)));
        }

        List<ConsumerRecord<String, byte[]>> read() {
            consumer.poll(Duration.ofMillis(20)).forEach(records::add);
            return records;
        }

        void readToEnd() {
            await().until(() -> {
                read();
                return !consumer.assignment().isEmpty()
                        && consumer.endOffsets(consumer.assignment()).entrySet().stream()
                                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
        }

        /** In the order of each camera's partition. */
        List<Frame> frames() {
            return records.stream()
                    .sorted(Comparator.<ConsumerRecord<String, byte[]>>comparingInt(ConsumerRecord::partition)
                            .thenComparingLong(ConsumerRecord::offset))
                    .map(record -> ((FrameReading.WellFormed) FrameCodec.decode(record)).frame())
                    .toList();
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
