// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.cli.CommandTree;
import dev.invigil.app.threshold.ThresholdAdmin;
import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.kit.topic.Topic;
import dev.invigil.scorer.BrightnessModel;
import dev.invigil.scorer.ScorerLine;
import dev.invigil.scorer.ScorerService;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Thresholds set by hand with the command, at the scorer: from the next frame on, across restarts, back again. */
@ExtendWith(BrokerExtension.class)
@Timeout(180)
class ThresholdsIT {
    /** Red 153 of 255: 0.6, a REVIEW by the bundle's 0.5 and 0.8. */
    private static final byte[] PICTURE = ScorerLine.png(16, 16, 153);

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<ScorerService> running = new ArrayList<>();
    private PrometheusRegistry registry = new PrometheusRegistry();
    private int number;

    @AfterEach
    void stop() throws InterruptedException {
        for (ScorerService scorer : running) {
            scorer.stop();
        }
        assertThat(failure).as("no scorer failed").hasValue(null);
    }

    @Test
    void shouldDecideByAThresholdSetByHandUntilItIsCleared(TestBroker broker) throws Exception {
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        ScorerService first = start(line, "first");
        Verdict byBundle = score(line, "cam-1");
        assertThat(byBundle.decision()).isEqualTo(Decision.REVIEW);
        assertThat(byBundle.threshold().map(Threshold::origin)).contains("bundle");

        CommandTree set = command(
                broker,
                "set",
                "--product",
                "bottle",
                "--camera",
                "cam-1",
                "--reject",
                "0.55",
                "--reason",
                "lamp",
                "--by",
                "weber");
        assertThat(set.exitCode()).as(set::err).isZero();
        assertThat(set.out())
                .contains("before  reject above 0.8000, review above 0.5000 (bundle)")
                .contains("now     reject above 0.5500, review above 0.5000, for bottle/cam-1 and model "
                        + "ab".repeat(32));
        awaitState("in_force", 1);
        Verdict byHand = score(line, "cam-1");
        assertThat(byHand.decision()).isEqualTo(Decision.REJECT);
        assertThat(byHand.regions()).hasSize(1);
        assertThat(byHand.threshold()).hasValueSatisfying(threshold -> {
            assertThat(threshold.origin()).isEqualTo("override");
            assertThat(threshold.reject()).isEqualTo(0.55);
            assertThat(threshold.basis()).isEqualTo(Threshold.Basis.PROVISIONAL);
            assertThat(threshold.setByHand()).hasValueSatisfying(origin -> {
                assertThat(origin.position().topic()).isEqualTo(broker.prefix() + "thresholds");
                assertThat(origin.by()).isEqualTo("weber");
                assertThat(origin.reason()).isEqualTo("lamp");
            });
        });
        assertThat(score(line, "cam-2").decision()).as("another camera").isEqualTo(Decision.REVIEW);
        CommandTree misspelt = command(broker, "set", "--product", "botle", "--reject", "0.55", "--reason", "lamp");
        assertThat(misspelt.exitCode()).isEqualTo(1);
        assertThat(misspelt.err())
                .contains("no recent verdict of botle/* names the active model")
                .contains("recent verdicts have the products bottle; correct --product if it is misspelt");
        assertThat(command(broker, "set", "--product", "bottle", "--camera", "cam-9", "--reject", "1", "--reason", "x")
                        .err())
                .contains("recent verdicts of bottle have the cameras cam-1, cam-2; correct --camera");
        assertThat(command(broker, "list").out())
                .contains("cleared by hand")
                .contains("in force")
                .contains("weber")
                .contains("lamp");

        first.stop();
        running.remove(first);
        registry = new PrometheusRegistry();
        start(line, "second");
        assertThat(score(line, "cam-1").decision()).as("after a restart").isEqualTo(Decision.REJECT);

        line.send(List.of(new ProducerRecord<>(
                line.topics().name(Topic.THRESHOLDS),
                "bottle/cam-1",
                "no threshold".getBytes(StandardCharsets.UTF_8))));
        awaitRefused("not_json", 1);
        assertThat(score(line, "cam-1").decision()).as("after nonsense").isEqualTo(Decision.REJECT);

        CommandTree clear = command(broker, "clear", "--product", "bottle", "--camera", "cam-1");
        assertThat(clear.exitCode()).as(clear::err).isZero();
        awaitState("in_force", 0);
        assertThat(score(line, "cam-1").threshold().map(Threshold::origin)).contains("bundle");
        assertThat(command(broker, "list").out()).contains("there are no overrides");
    }

    @Test
    void shouldNotJudgeByAThresholdThatWasSetForAnotherModel(TestBroker broker) throws Exception {
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        CommandTree without = command(broker, "set", "--product", "bottle", "--reject", "0.55", "--reason", "lamp");
        assertThat(without.exitCode()).isEqualTo(1);
        assertThat(without.err())
                .contains("no recent verdict of bottle/* names the active model")
                .contains("there are no recent verdicts; ");

        CommandTree set = command(
                broker,
                "set",
                "--product",
                "bottle",
                "--reject",
                "0.55",
                "--reason",
                "lamp",
                "--model",
                "cd".repeat(32));
        assertThat(set.exitCode()).as(set::err).isZero();
        start(line, "only");
        awaitState("other_model", 1);
        assertThat(score(line, "cam-1").threshold().map(Threshold::origin)).contains("bundle");
        assertThat(command(broker, "list").out()).contains("other model");
        assertThat(new ThresholdAdmin(line.kafka(), line.topics(), "-b").read().entries())
                .containsOnlyKeys(InspectionPoint.of("bottle"));
    }

    private ScorerService start(ScorerLine line, String instance) throws InterruptedException {
        ScorerService scorer = line.scorer(
                instance, () -> new BrightnessModel(() -> {}), registry, (service, cause) -> failure.set(cause));
        scorer.start();
        running.add(scorer);
        return scorer;
    }

    /** The verdict on one more frame. */
    private Verdict score(ScorerLine line, String camera) {
        int mine = number++;
        line.send(List.of(line.frame(camera, mine, PICTURE)));
        String id = camera + "-" + mine;
        return line
                .verdicts(read ->
                        read.stream().anyMatch(verdict -> verdict.frameId().equals(id)))
                .stream()
                .filter(verdict -> verdict.frameId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private CommandTree command(TestBroker broker, String... arguments) {
        List<String> all = new ArrayList<>(List.of("threshold"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("-b", broker.bootstrapServers(), "--prefix", broker.prefix()));
        return CommandTree.run(all);
    }

    private void awaitState(String state, double count) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        registry.scrape("invigil_scorer_threshold_overrides"::equals).stream()
                                .flatMap(metric -> ((GaugeSnapshot) metric).getDataPoints().stream())
                                .filter(point -> state.equals(point.getLabels().get("state")))
                                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                                .sum())
                .isEqualTo(count));
    }

    private void awaitRefused(String reason, double count) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        registry.scrape("invigil_scorer_thresholds_refused"::equals).stream()
                                .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
                                .filter(point -> reason.equals(point.getLabels().get("reason")))
                                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                                .sum())
                .isEqualTo(count));
    }
}
