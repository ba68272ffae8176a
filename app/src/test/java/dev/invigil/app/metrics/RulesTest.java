// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules name metrics and labels that exist, and each has a runbook. promtool tests when they fire: rules.test.yml. */
class RulesTest {
    private static final Pattern LABEL = Pattern.compile("\\$labels\\.(\\w+)");

    @Test
    void shouldNameMetricsAndLabelsThatExist() throws IOException {
        Map<String, Set<String>> series = new TreeMap<>(MetricTables.series());
        List<RuleFile.Rule> rules = RuleFile.rules();
        rules.stream()
                .filter(rule -> !rule.isAlert())
                .forEach(rule -> series.put(rule.name(), new TreeSet<>(Set.of("job"))));

        for (RuleFile.Rule rule : rules) {
            PromQl names = PromQl.of(rule.expression());
            List<String> problems = new ArrayList<>(names.problems(series, MetricTables.values()));
            rule.annotations().values().forEach(text -> LABEL.matcher(text)
                    .results()
                    .map(label -> label.group(1))
                    .filter(label -> names.selectors().stream()
                            .noneMatch(selector -> series.get(selector.metric()).contains(label)))
                    .forEach(label -> problems.add("no metric has the label " + label + " of an annotation")));

            assertThat(names.selectors()).as(rule.name()).isNotEmpty();
            assertThat(problems).as(rule.name()).isEmpty();
        }
    }

    @Test
    void shouldHaveSeveritySummaryRemedyAndRunbook() throws IOException {
        Set<String> headings = new TreeSet<>();
        for (String line : Files.readAllLines(Repository.ROOT.resolve("docs/OPERATIONS.md"))) {
            if (line.startsWith("#")) {
                headings.add(
                        "docs/OPERATIONS.md#" + line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT));
            }
        }
        List<RuleFile.Rule> alerts =
                RuleFile.rules().stream().filter(RuleFile.Rule::isAlert).toList();
        for (RuleFile.Rule rule : alerts) {
            assertThat(rule.severity()).as(rule.name()).get().isIn("info", "warning", "critical");
            assertThat(rule.annotations()).as(rule.name()).containsOnlyKeys("summary", "remedy", "runbook");
            assertThat(headings).as(rule.name()).contains(rule.annotations().get("runbook"));
            assertThat(rule.annotations().get("runbook"))
                    .as(rule.name())
                    .endsWith("#" + rule.name().toLowerCase(Locale.ROOT));
        }
        assertThat(alerts)
                .hasSizeGreaterThan(20)
                .extracting(RuleFile.Rule::name)
                .doesNotHaveDuplicates();
    }

    /** A rule that no promtool test names could be wrong in its threshold or time. */
    @Test
    void shouldHaveAPromtoolTestForEachAlert() throws IOException {
        String tests = Files.readString(RuleFile.PATH.resolveSibling("rules.test.yml"))
                + Files.readString(RuleFile.PATH.resolveSibling("rules.slow.test.yml"));

        assertThat(RuleFile.rules()).filteredOn(RuleFile.Rule::isAlert).allSatisfy(rule -> assertThat(tests)
                .contains(rule.name()));
    }
}
