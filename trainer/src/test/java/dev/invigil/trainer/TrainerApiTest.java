// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.contracts.label.Label;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpService;
import dev.invigil.trainer.child.RunFiles;
import dev.invigil.trainer.json.JsonFile;
import dev.invigil.trainer.retrain.FakeSteps;
import dev.invigil.trainer.retrain.RetrainingRun;
import dev.invigil.trainer.retrain.RunArchive;
import dev.invigil.trainer.retrain.RunId;
import dev.invigil.trainer.retrain.RunListener;
import dev.invigil.trainer.retrain.RunProgress;
import dev.invigil.trainer.retrain.RunQueue;
import dev.invigil.trainer.snapshot.Role;
import dev.invigil.trainer.snapshot.SuspectPart;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrainerApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-27T22:30:15Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    private Path work;

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpService http = new HttpService(
            Configuration.of(Map.of("port", 0), "http", HttpConfig.class, Map.of()),
            new PrometheusRegistry(),
            new Health());
    private final CountDownLatch hold = new CountDownLatch(1);
    private final List<Label> labels = new ArrayList<>();
    private final List<String> withdrawn = new ArrayList<>();
    private Optional<String> notLeading = Optional.empty();
    private boolean brokerIsAway;
    private RunArchive archive;
    private RunQueue queue;

    @BeforeEach
    void start() throws IOException {
        archive = new RunArchive(work);
        FakeSteps steps = new FakeSteps(archive);
        steps.holdSnapshots(hold);
        queue = new RunQueue(
                archive,
                steps,
                new RunListener() {
                    @Override
                    public void entered(RetrainingRun run) {}

                    @Override
                    public void progressed(RunProgress progress) {}
                },
                CLOCK);
        queue.start();
        queue.lead(true);
        new TrainerApi(
                        queue,
                        archive,
                        new TrainerApi.LabelDesk() {
                            @Override
                            public void write(Label label) {
                                requireBroker();
                                labels.add(label);
                            }

                            @Override
                            public void withdraw(String frameId) {
                                requireBroker();
                                withdrawn.add(frameId);
                            }
                        },
                        () -> notLeading,
                        CLOCK)
                .addTo(http);
        http.start();
    }

    private void requireBroker() {
        if (brokerIsAway) {
            throw new OperatorException("the broker at b:9092 cannot be used; start it");
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        http.stop();
        queue.stop();
    }

    @Test
    void shouldStartARunAndShowIt() throws Exception {
        HttpResponse<String> asked = send("POST", "/runs", "{\"by\": \"anna\", \"reason\": \"new lamp\"}");

        assertThat(asked.statusCode()).isEqualTo(202);
        assertThat(asked.headers().firstValue("location")).contains("/runs/20261127-223015");
        await().until(() -> show("20261127-223015").path("state").asText().equals("SNAPSHOT"));
        JsonNode run = show("20261127-223015");
        assertThat(run.path("triggers").get(0).asText()).isEqualTo("a request by anna: new lamp");
        assertThat(run.path("asked").asText()).isEqualTo("2026-11-27T22:30:15Z");
        assertThat(json(send("GET", "/runs", "")).path("runs")).hasSize(1);

        hold.countDown();
        await().until(() -> show("20261127-223015").path("state").asText().equals("DONE"));
        JsonNode done = show("20261127-223015");
        assertThat(done.path("gate").path("outcome").asText()).isEqualTo("PROMOTE");
        assertThat(done.path("model").path("state").asText()).isEqualTo("CANDIDATE");
        assertThat(done.path("times")).hasSize(5);
    }

    @Test
    void shouldNameThePartsOfTheTrainingSetThatMayBeDefective() throws Exception {
        hold.countDown();
        String id = json(send("POST", "/runs", "")).path("id").asText();
        await().until(() -> show(id).path("state").asText().equals("DONE"));
        assertThat(show(id).has("suspects")).as("nobody has looked").isFalse();
        JsonFile.write(
                archive.files(new RunId(id)).suspects(),
                List.of(new SuspectPart("lime", Role.CALIBRATE, "frame-7", "7".repeat(64), 0.9, 0.1, 12.5)));

        JsonNode suspect = show(id).path("suspects").path(0);

        assertThat(suspect.path("product").asText()).isEqualTo("lime");
        assertThat(suspect.path("role").asText()).isEqualTo("CALIBRATE");
        assertThat(suspect.path("name").asText()).isEqualTo("frame-7");
        assertThat(suspect.path("deviations").asDouble()).isEqualTo(12.5);
    }

    @Test
    void shouldCancelARun() throws Exception {
        String id = json(send("POST", "/runs", "")).path("id").asText();
        await().until(() -> show(id).path("state").asText().equals("SNAPSHOT"));

        assertThat(send("DELETE", "/runs/" + id, "").statusCode()).isEqualTo(202);

        await().until(() -> show(id).path("state").asText().equals("CANCELLED"));
        assertThat(show(id).path("during").asText()).isEqualTo("SNAPSHOT");
        HttpResponse<String> again = send("DELETE", "/runs/" + id, "");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(error(again)).contains("is over");
    }

    @Test
    void shouldNotTakeRunsWhileAnotherTrainerWorks() throws Exception {
        notLeading = Optional.of("another trainer works");

        HttpResponse<String> refused = send("POST", "/runs", "");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(error(refused)).isEqualTo("another trainer works");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(archive.ids()).isEmpty();
    }

    @Test
    void shouldSayInJsonWhatIsWrong() throws Exception {
        assertRefused(send("POST", "/runs", "{\"who\": 1}"), 400, "who");
        assertRefused(send("POST", "/runs", "not JSON"), 400, "cannot be read");
        assertRefused(send("POST", "/runs", "null"), 400, "JSON object");
        assertRefused(send("POST", "/runs", "{\"by\": \"a\\nb\"}"), 400, "by and reason");
        assertRefused(send("POST", "/runs", " ".repeat(17 << 10)), 413, "larger than 16KiB");
        assertRefused(send("GET", "/runs/20261127-999999", ""), 404, "GET /runs lists them");
        assertRefused(send("GET", "/runs/..%2f..", ""), 404, "");
        assertRefused(send("DELETE", "/runs/none", ""), 404, "there is no run none");
        assertRefused(send("PUT", "/runs/20261127-223015", ""), 405, "");
        assertRefused(send("GET", "/runs/20261127-223015/nothing", ""), 404, "");
    }

    @Test
    void shouldNameFieldsAndValuesAndNoClasses() throws Exception {
        assertPlain(send("POST", "/runs", "{\"why\": \"lamp\"}"), "there is no field why; the fields are by, reason");
        assertPlain(send("POST", "/runs", "{\"by\": {\"name\": \"anna\"}}"), "the field by must be a text");
        assertPlain(send("POST", "/runs", "{\"by\": [\"anna\"]}"), "the field by must be a text");
        assertPlain(send("POST", "/runs", "[1]"), "must be a JSON object");
        assertPlain(send("POST", "/runs", "\"text\""), "must be a JSON object");
        assertPlain(send("POST", "/runs", "{\"by\": "), "is not JSON");
        assertPlain(send("PUT", "/labels/f", "{\"quality\": \"FINE\"}"), "the field quality must be GOOD or DEFECTIVE");
        assertPlain(send("PUT", "/labels/f", "{\"quality\": {}}"), "the field quality must be GOOD or DEFECTIVE");
        assertPlain(
                send("PUT", "/labels/f", "{\"grade\": 1}"),
                "there is no field grade; the fields are by, defect, quality, reason");
    }

    private static void assertPlain(HttpResponse<String> response, String error) throws IOException {
        assertRefused(response, 400, error);
        assertThat(error(response)).doesNotContain("dev.invigil", "java.", "class", "START_", "`");
    }

    @Test
    void shouldSendPagesOfTheGateAndNothingElseOfTheFolder() throws Exception {
        String id = json(send("POST", "/runs", "")).path("id").asText();
        RunFiles files = archive.files(new RunId(id));
        Files.createDirectories(files.gatePages().resolve("images"));
        Files.writeString(files.gatePages().resolve("index.html"), "<p>page</p>");
        Files.write(files.gatePages().resolve("images/a b.png"), new byte[] {1, 2});
        Files.writeString(work.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(files.gatePages().resolve("link.txt"), work.resolve("secret.txt"));

        HttpResponse<String> toPage = send("GET", "/runs/" + id + "/gate", "");
        assertThat(toPage.statusCode()).isEqualTo(302);
        assertThat(toPage.headers().firstValue("location")).contains("/runs/" + id + "/gate/index.html");
        assertThat(toPage.body()).contains("/runs/" + id + "/gate/index.html");
        HttpResponse<String> folder = send("GET", "/runs/" + id + "/gate/", "");
        assertThat(folder.statusCode()).isEqualTo(200);
        assertThat(folder.body()).isEqualTo("<p>page</p>");
        assertThat(folder.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        HttpResponse<String> page = send("GET", "/runs/" + id + "/gate/index.html", "");
        assertThat(page.body()).isEqualTo("<p>page</p>");
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(send("GET", "/runs/" + id + "/gate/images/a%20b.png", "")
                        .headers()
                        .firstValue("content-type"))
                .contains("image/png");
        for (String outside : List.of(
                "run-state.json",
                "%2e%2e/run-state.json",
                "..%2frun-state.json",
                "link.txt",
                "a%00b",
                "images",
                "images/../../run-state.json")) {
            assertThat(send("GET", "/runs/" + id + "/gate/" + outside, "").statusCode())
                    .as(outside)
                    .isBetween(400, 404);
        }
        assertRefused(send("GET", "/runs/" + id + "/reports/index.html", ""), 404, "has not been reached");
        Files.delete(files.gatePages().resolve("index.html"));
        assertRefused(send("GET", "/runs/" + id + "/gate", ""), 404, "no file gate/index.html");
        assertRefused(send("GET", "/runs/" + id + "/gate/", ""), 404, "no file gate/index.html");
    }

    @Test
    void shouldWriteAndWithdrawLabels() throws Exception {
        HttpResponse<String> good = send("PUT", "/labels/frame-1", "{\"quality\": \"GOOD\", \"by\": \"anna\"}");
        HttpResponse<String> bad = send(
                "PUT",
                "/labels/cam%2F2",
                "{\"quality\": \"DEFECTIVE\", \"defect\": \"scratch\", \"reason\": \"seen\"}");
        HttpResponse<String> gone = send("DELETE", "/labels/frame-1", "");

        assertThat(List.of(good.statusCode(), bad.statusCode(), gone.statusCode()))
                .containsOnly(200);
        assertThat(labels)
                .containsExactly(
                        new Label(1, "frame-1", Label.Quality.GOOD, Optional.empty(), Optional.empty(), "anna", NOW),
                        new Label(
                                1,
                                "cam/2",
                                Label.Quality.DEFECTIVE,
                                Optional.of("scratch"),
                                Optional.of("seen"),
                                "HTTP",
                                NOW));
        assertThat(withdrawn).containsExactly("frame-1");
    }

    @Test
    void shouldRefuseLabelsThatSayNothing() throws Exception {
        assertRefused(send("PUT", "/labels/f", ""), 400, "quality is missing");
        assertRefused(send("PUT", "/labels/f", "{\"quality\": \"FINE\"}"), 400, "cannot be read");
        assertRefused(
                send("PUT", "/labels/f", "{\"quality\": \"GOOD\", \"defect\": \"scratch\"}"),
                400,
                "GOOD part has no defect");
        assertRefused(send("PUT", "/labels/a%0Ab", "{\"quality\": \"GOOD\"}"), 400, "frameId");
        assertRefused(send("DELETE", "/labels/a%0Ab", ""), 400, "frame id");
        brokerIsAway = true;
        assertRefused(send("PUT", "/labels/f", "{\"quality\": \"GOOD\"}"), 503, "start it");
        assertThat(labels).isEmpty();
    }

    private static void assertRefused(HttpResponse<String> response, int status, String error) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(error(response)).contains(error);
    }

    private JsonNode show(String id) throws Exception {
        return json(send("GET", "/runs/" + id, ""));
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private static String error(HttpResponse<String> response) throws IOException {
        return json(response).path("error").asText();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
