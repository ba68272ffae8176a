// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.scorer.ScorerLine;
import java.io.IOException;
import java.net.ServerSocket;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A broker with SASL_SSL and SCRAM: everything works by configuration alone, and no output has a secret in it. */
@Timeout(240)
class SecuredBrokerIT {
    /** With the log as it is shipped, which the class path of the tests hides. */
    private static final List<String> FLAGS = List.of(
            "-Xmx768m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dlogback.configurationFile="
                    + Path.of("target/classes/logback.xml").toAbsolutePath());

    private static final Duration BOUND = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private static SecuredBroker broker;

    private final StringBuilder outputs = new StringBuilder();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new SecuredBroker(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** The option -v stays in force within this process. */
    @BeforeEach
    void logLittle() {
        ((Logger) LoggerFactory.getLogger("dev.invigil")).setLevel(null);
    }

    @Test
    void shouldRunAllServicesAndAllCommandsByConfigurationAlone() throws Exception {
        Path bundle = bundle();
        int http = freePort();
        int ingest = freePort();
        Path admin = Files.writeString(folder.resolve("admin-token"), "admin-" + SecuredBroker.SECRET);
        Path frames = Files.writeString(folder.resolve("frame-token"), "frame-" + SecuredBroker.SECRET);
        Files.createDirectories(folder.resolve("golden"));
        Path line = Files.writeString(
                folder.resolve("line.yaml"),
                broker.section()
                        + """
                topics: {partitions: 2}
                http: {port: %d, tokens: {admin: '${file:%s}'}}
                ingest: {http: {port: %d, token: '${file:%s}'}}
                scorer: {bundle: %s, device: cpu}
                alerts: {sinks: [{name: log, log: {}}]}
                trainer: {golden: %s, store: %s, work: %s}
                """.formatted(
                                        http,
                                        admin,
                                        ingest,
                                        frames,
                                        bundle,
                                        folder.resolve("golden"),
                                        folder.resolve("store"),
                                        folder.resolve("work")));
        try (ChildProcess process = new ChildProcess(folder, "line", FLAGS, List.of("-v", "run", line.toString()))) {
            process.start();
            await("the line").atMost(BOUND).until(() -> {
                assertThat(process.isAlive())
                        .as(Files.readString(process.log()))
                        .isTrue();
                return isReady(http);
            });
            assertThat(send(ingest, "frame-" + SecuredBroker.SECRET).statusCode())
                    .isEqualTo(202);
            assertThat(send(ingest, "wrong").statusCode()).isEqualTo(401);
            await("a verdict").atMost(BOUND).until(() -> get(http, "/metrics")
                    .lines()
                    .anyMatch(sample -> sample.matches("invigil_alerts_verdicts_total\\{.*} 1.0")));

            for (String command : List.of(
                    "topics create",
                    "topics verify",
                    "topics list",
                    "threshold set --product bottle --reject 0.9 --review 0.8 --reason test",
                    "threshold list",
                    "threshold clear --product bottle",
                    "label f-1 good --reason test",
                    "label list",
                    "label f-1 --clear",
                    "models add BUNDLE --store STORE --reason test",
                    "models list",
                    "models show DIGEST",
                    "models promote DIGEST --reason test --store STORE",
                    "models disagreements DIGEST")) {
                succeed(line, command, bundle);
            }
            outputs.append(get(http, "/metrics")).append(get(http, "/health/ready"));
            outputs.append(Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"), UTF_8));
            assertThat(process.terminate()).as(Files.readString(process.log())).isEqualTo(128 + 15);
            outputs.append(Files.readString(process.log()));
        }
        assertThat(outputs).contains("listening on").doesNotContain(SecuredBroker.SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topics list",
                "topics verify",
                "topics create",
                "threshold list",
                "label list",
                "models list",
                "ingest",
                "scorer",
                "alerts",
                "trainer"
            })
    void shouldEndWithOneLineAtAWrongPassword(String command) throws Exception {
        boolean service = !command.contains(" ");
        Files.createDirectories(folder.resolve("golden"));
        String section =
                switch (command) {
                    case "ingest" -> "http: {port: 0}\ningest: {http: {port: 0}}\n";
                    case "scorer" -> "http: {port: 0}\nscorer: {bundle: %s, device: cpu}\n".formatted(bundle());
                    case "alerts" -> "http: {port: 0}\nalerts: {}\n";
                    case "trainer" ->
                        "http: {port: 0}\ntrainer: {golden: %s, store: %s, work: %s}\n"
                                .formatted(folder.resolve("golden"), folder.resolve("store2"), folder.resolve("work2"));
                    default -> "";
                };
        Path file =
                Files.writeString(folder.resolve(command.replace(' ', '-') + ".yaml"), broker.wrongSection() + section);
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        if (!service) {
            arguments.add("-c");
        }
        arguments.add(file.toString());
        Instant began = Instant.now();
        CommandTree result = CommandTree.run(arguments);

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(60));
        assertThat(result.err().lines()).as(result.err()).hasSize(1);
        assertThat(result.err())
                .contains(broker.bootstrapServers())
                .containsIgnoringCase("authentication failed")
                .contains("check the login in the kafka section")
                .doesNotContain(SecuredBroker.SECRET);
    }

    /** Also the log has nothing else: Kafka's own lines say the same several times. */
    @Test
    void shouldWriteOneLineInAllAtAWrongPassword() throws Exception {
        Path file = Files.writeString(
                folder.resolve("wrong.yaml"), broker.wrongSection() + "http: {port: 0}\nalerts: {}\n");
        try (ChildProcess process = new ChildProcess(folder, "wrong", FLAGS, List.of("alerts", file.toString()))) {
            assertThat(process.run()).isEqualTo(1);

            assertThat(Files.readAllLines(process.log())).hasSize(1).allSatisfy(said -> assertThat(said)
                    .doesNotContain(SecuredBroker.SECRET));
        }
    }

    private void succeed(Path line, String command, Path bundle) throws Exception {
        List<String> arguments = new ArrayList<>();
        for (String word : command.split(" ")) {
            arguments.add(
                    switch (word) {
                        case "BUNDLE" -> bundle.toString();
                        case "STORE" -> folder.resolve("store").toString();
                        case "DIGEST" -> ModelBundle.load(bundle).digest();
                        default -> word;
                    });
        }
        arguments.addAll(List.of("-v", "-c", line.toString()));
        CommandTree result = CommandTree.run(arguments);
        assertThat(result.exitCode()).as("%s: %s", command, result.err()).isZero();
        outputs.append(result.out()).append(result.err());
    }

    private static synchronized Path bundle() throws IOException {
        Path bundle = folder.resolve("bundle");
        if (Files.exists(bundle)) {
            return bundle;
        }
        Path good = folder.resolve("parts/bottle/train/good");
        Files.createDirectories(good);
        for (int part = 0; part < 12; part++) {
            Files.write(good.resolve("%03d.png".formatted(part)), ScorerLine.png(64, 64, 5 * part));
        }
        CommandTree.succeed(
                "train --data %s --out %s --size 32 --epochs 1 --batch 7 --threads 1 --device cpu",
                folder.resolve("parts"), bundle);
        return bundle;
    }

    private static boolean isReady(int port) throws InterruptedException {
        try {
            return request(port, "/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        return request(port, path).body();
    }

    private static HttpResponse<String> request(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> send(int port, String token) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/cameras/cam-1/frames"))
                                .header("X-Product-Id", "bottle")
                                .header("X-Frame-Id", "f-1")
                                .header("Authorization", "Bearer " + token)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(ScorerLine.png(64, 64, 30)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
