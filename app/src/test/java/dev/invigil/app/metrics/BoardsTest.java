// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The boards are those of {@link Boards}, have the structure that Grafana reads, and name metrics and labels that exist. */
class BoardsTest {
    private static final Set<String> BOARD = Set.of(
            "uid",
            "title",
            "timezone",
            "schemaVersion",
            "version",
            "refresh",
            "editable",
            "graphTooltip",
            "tags",
            "time",
            "links",
            "annotations",
            "templating",
            "panels");
    private static final Set<String> PANEL = Set.of(
            "id",
            "type",
            "title",
            "description",
            "datasource",
            "fieldConfig",
            "options",
            "targets",
            "gridPos",
            "transformations");
    private static final Set<String> ROW = Set.of("id", "type", "title", "collapsed", "panels", "gridPos");
    private static final Set<String> DEFAULTS =
            Set.of("unit", "min", "max", "noValue", "color", "thresholds", "custom", "mappings");
    private static final Set<String> UNITS = Set.of("none", "short", "s", "bytes", "percentunit", "cps", "Bps");

    static List<Path> files() throws IOException {
        return BoardFile.files();
    }

    @Test
    void shouldBeWhatTheCodeMakes() throws IOException {
        Map<String, String> files = new TreeMap<>();
        Boards.all().forEach((name, text) -> files.put("docker/grafana/boards/" + name, text));
        GeneratedFile.assertUpToDate(files);
        assertThat(files()).hasSameSizeAs(Boards.all().keySet());
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldHaveTheStructureThatGrafanaReads(Path file) throws IOException {
        JsonNode board = BoardFile.read(file);

        assertThat(names(board)).isSubsetOf(BOARD);
        assertThat(board.get("uid").asText()).matches("invigil-[a-z]+");
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : board.get("panels")) {
            String title = panel.get("title").asText();
            assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
            JsonNode place = panel.get("gridPos");
            assertThat(place.get("x").asInt() + place.get("w").asInt())
                    .as(title)
                    .isBetween(1, 24);
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    assertThat(cells.add((place.get("x").asInt() + x) + "/"
                                    + (place.get("y").asInt() + y)))
                            .as("%s covers another panel", title)
                            .isTrue();
                }
            }
            if (panel.get("type").asText().equals("row")) {
                assertThat(names(panel)).as(title).isSubsetOf(ROW);
            } else {
                assertPanel(title, panel);
            }
        }
    }

    private static void assertPanel(String title, JsonNode panel) {
        assertThat(names(panel)).as(title).isSubsetOf(PANEL);
        assertThat(panel.get("type").asText()).as(title).isIn("stat", "timeseries", "table", "heatmap");
        assertThat(panel.get("description").asText()).as(title).isNotBlank();
        assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
        JsonNode defaults = panel.at("/fieldConfig/defaults");
        assertThat(names(defaults)).as(title).isSubsetOf(DEFAULTS);
        assertThat(defaults.get("unit").asText()).as(title).isIn(UNITS);
        assertThat(defaults.get("noValue").asText()).as(title).isNotBlank();
        if (panel.get("type").asText().matches("timeseries|stat")) {
            assertThat(defaults.get("min").asInt(-1)).as(title).isZero();
        }
        double before = Double.NEGATIVE_INFINITY;
        for (JsonNode step : defaults.at("/thresholds/steps")) {
            double value = step.get("value").asDouble(Double.NEGATIVE_INFINITY);
            assertThat(value).as("%s: thresholds ascend", title).isGreaterThanOrEqualTo(before);
            before = value;
        }
        assertThat(panel.get("targets")).as(title).isNotEmpty();
        Set<String> letters = new HashSet<>();
        for (JsonNode target : panel.get("targets")) {
            assertThat(letters.add(target.get("refId").asText())).as(title).isTrue();
            assertThat(target.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldLetOneChooseSourceJobAndInstance(Path file) throws IOException {
        JsonNode board = BoardFile.read(file);
        List<String> variables = new ArrayList<>();
        board.at("/templating/list")
                .forEach(variable -> variables.add(variable.get("name").asText()));

        assertThat(variables).startsWith("datasource", "job", "instance");
        if (file.endsWith("line.json")) {
            assertThat(variables).contains("camera");
        }
    }

    @Test
    void shouldNameMetricsAndLabelsThatExist() throws IOException {
        for (BoardFile.Query query : BoardFile.queries()) {
            assertThat(problems(query))
                    .as("%s: %s", query.place(), query.expression())
                    .isEmpty();
        }
    }

    @Test
    void shouldFindAMisspeltMetricLabelOrValue() {
        assertThat(problems("sum(rate(invigil_scorer_verdict_total[5m]))", ""))
                .containsExactly("there is no metric invigil_scorer_verdict_total");
        assertThat(problems("sum by (camera) (invigil_scorer_verdicts_total)", ""))
                .containsExactly("no metric of the expression has the label camera");
        assertThat(problems("invigil_scorer_verdicts_total{descision=\"pass\"}", ""))
                .containsExactly("invigil_scorer_verdicts_total has no label descision");
        assertThat(problems("invigil_scorer_verdicts_total{decision=~\"pass|REJECT\"} > 0", ""))
                .isEmpty();
        assertThat(problems("invigil_scorer_verdicts_total{decision=~\"pass|rejected\"} > 0", ""))
                .singleElement()
                .asString()
                .startsWith("invigil_scorer_verdicts_total has no decision rejected, only [pass, ");
        assertThat(problems("invigil_scorer_verdicts_total", "{{camera}}"))
                .containsExactly("no metric of the expression has the label camera of the legend");
    }

    private static List<String> problems(BoardFile.Query query) {
        return problems(query.expression(), query.legend());
    }

    private static List<String> problems(String expression, String legend) {
        PromQl names = PromQl.of(expression);
        List<String> problems = new ArrayList<>(names.problems(MetricTables.series(), MetricTables.values()));
        java.util.regex.Pattern.compile("\\{\\{(\\w+)}}")
                .matcher(legend)
                .results()
                .map(label -> label.group(1))
                .filter(label -> names.selectors().stream().noneMatch(selector -> MetricTables.series()
                        .getOrDefault(selector.metric(), Set.of())
                        .contains(label)))
                .forEach(
                        label -> problems.add("no metric of the expression has the label " + label + " of the legend"));
        return problems;
    }

    private static List<String> names(JsonNode node) {
        return StreamSupport.stream(((Iterable<String>) node::fieldNames).spliterator(), false)
                .toList();
    }
}
