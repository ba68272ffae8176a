// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus watches a line of real services with faults, and then answers every expression of every board and rule: none is an
 * error, and none is empty that should not be.
 */
@Timeout(300)
class PrometheusIT {
    /** Expressions that are empty in this run, and why. */
    private static final Map<String, String> EMPTY = Map.of(
            "model.json, Model in shadow, A", "no model is in shadow",
            "model.json, Records without effect, A", "the scorer has a bundle and does not read the topic models");

    /** The rules that these faults make fire, whatever is in the run; the others need longer and are tested with promtool. */
    private static final Set<String> FIRE = Set.of(
            "InvigilFramesNotInspected",
            "InvigilFramesFailed",
            "InvigilFramesRefused",
            "InvigilVerdictsUnreadable",
            "InvigilTooManyCameras",
            "InvigilIncidentOpen");

    private PrometheusServer prometheus;
    private Instant from;
    private Instant to;

    @Test
    void shouldAnswerEveryExpressionOfBoardsAndRules(@TempDir Path folder) throws Exception {
        if (!PrometheusServer.isInstalled()) {
            System.out.println("SKIPPED: PrometheusIT: prometheus is not installed; apt-get install prometheus");
        }
        assumeTrue(PrometheusServer.isInstalled(), "prometheus is not installed; apt-get install prometheus");

        FaultyLine line = new FaultyLine(folder);
        try (PrometheusServer server =
                PrometheusServer.start(Files.createDirectory(folder.resolve("prometheus")), line.targets())) {
            prometheus = server;
            from = Instant.now();
            // so that Prometheus sees the counters at 0
            awaitSample("up{service=\"scorer\"} == 1");
            line.work(Duration.ofSeconds(3));
            line.sendWhatIsWrong();
            line.work(Duration.ofSeconds(2));
            line.loseTheBroker(() -> answers("invigil_ready{check=\"scorer\"} == 0"));
            line.work(Duration.ofSeconds(4));
            awaitSample("sum(invigil_scorer_lag_records) + sum(invigil_alerts_lag_records) == 0");
            to = Instant.now();
            line.assertWell();

            assertThat(problemsOfBoards()).isEmpty();
            assertThat(problemsOfRules()).isEmpty();
            assertThat(fired()).containsAll(FIRE);
            assertTheFaultsAreThere();
            shouldFindWhatIsMisspelt();
        } finally {
            line.stop();
        }
    }

    private List<String> problemsOfBoards() throws Exception {
        List<String> problems = new ArrayList<>();
        int answered = 0;
        for (BoardFile.Query query : BoardFile.queries()) {
            String expression = expanded(query.expression());
            Optional<String> problem = problem(expression);
            if (EMPTY.containsKey(query.place())) {
                assertThat(problem)
                        .as("%s is not empty: take it off the list", query.place())
                        .isPresent();
            } else {
                problem.ifPresent(text -> problems.add(query.place() + ": " + text));
                answered++;
            }
        }
        assertThat(answered).isGreaterThan(80);
        return problems;
    }

    /** With all values of the variables. */
    private static String expanded(String expression) {
        return expression.replaceAll("\\$(job|instance|camera)", ".*").replace("$__rate_interval", "10s");
    }

    /** Prometheus evaluates each rule itself; of those that do not fire, each series must be there. */
    private List<String> problemsOfRules() throws Exception {
        List<String> problems = new ArrayList<>();
        for (JsonNode group : prometheus.rules()) {
            for (JsonNode rule : group.get("rules")) {
                if (!rule.get("health").asText().equals("ok")) {
                    problems.add(rule.get("name").asText() + ": "
                            + rule.path("lastError").asText());
                }
            }
        }
        for (RuleFile.Rule rule : RuleFile.rules()) {
            for (PromQl.Selector selector : PromQl.of(rule.expression()).selectors()) {
                problem(selector.text()).ifPresent(text -> problems.add(rule.name() + ": " + text));
            }
        }
        return problems;
    }

    private Set<String> fired() throws Exception {
        Set<String> fired = new TreeSet<>();
        for (String name : FIRE) {
            if (!prometheus
                    .range("ALERTS{alertstate=\"firing\", alertname=\"" + name + "\"}", from, to)
                    .isEmpty()) {
                fired.add(name);
            }
        }
        return fired;
    }

    private void assertTheFaultsAreThere() throws Exception {
        Map<String, String> faults = new TreeMap<>(Map.of(
                "the scorer was not ready", "invigil_ready{check=\"scorer\"} == 0",
                "ingest has connected again", "invigil_ingest_reconnects_total > 0",
                "an incident is open", "invigil_alerts_open_incidents{cause=\"consecutive_rejects\"} > 0",
                "old frames are no live frames", "invigil_scorer_frame_seconds_count{frames=\"backfill\"} == 20",
                "cameras beyond the limit are counted together",
                        "invigil_ingest_camera_frames_total{camera=\"other\"} > 0"));
        for (Map.Entry<String, String> fault : faults.entrySet()) {
            assertThat(prometheus.range(fault.getValue(), from, to))
                    .as(fault.getKey())
                    .isNotEmpty();
        }
        assertThat(prometheus.range("count(count by (camera) (invigil_ingest_camera_frames_total))", from, to))
                .last()
                .isEqualTo(4.0);
        String state = BoardFile.queries().stream()
                .filter(query -> query.place().equals("line.json, State, A"))
                .map(query -> expanded(query.expression()))
                .findFirst()
                .orElseThrow();
        assertThat(prometheus.range(state, from, to))
                .as("an incident is open, then a service is not ready, then an incident is open")
                .contains(3.0)
                .last()
                .isEqualTo(1.0);
        // every series of a decision began at 0, so an increase counts what came
        assertThat(prometheus.range("sum(increase(invigil_scorer_verdicts_total{decision=\"reject\"}[2m]))", from, to))
                .last()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.DOUBLE)
                .isPositive();
    }

    /** The test of this test. */
    private void shouldFindWhatIsMisspelt() throws Exception {
        assertThat(problem("sum(rate(invigil_scorer_verdict_total[10s]))"))
                .hasValue("sum(rate(invigil_scorer_verdict_total[10s])) answers nothing");
        assertThat(problem("invigil_scorer_verdicts_total{decision=\"PASS\"}")).isPresent();
        assertThat(problem("sum(rate(invigil_scorer_verdicts_total"))
                .get()
                .asString()
                .contains("parse error");
    }

    private Optional<String> problem(String expression) throws Exception {
        try {
            return prometheus.range(expression, from, to).isEmpty()
                    ? Optional.of(expression + " answers nothing")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(expression + ": " + e.getMessage());
        }
    }

    private void awaitSample(String expression) {
        Awaitility.await(expression).atMost(Duration.ofSeconds(30)).until(() -> answers(expression));
    }

    private boolean answers(String expression) throws Exception {
        return !prometheus
                .range(expression, Instant.now().minusSeconds(1), Instant.now())
                .isEmpty();
    }
}
