// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.Repository;
import dev.invigil.kit.metrics.MetricSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsReferenceTest {
    private static final Pattern METRIC =
            Pattern.compile("\\binvigil_(?:ingest|scorer|alerts|trainer)_[a-z0-9_]*[a-z0-9]");
    private static final Pattern REGISTRATION =
            Pattern.compile("\\b(Counter|Gauge|Histogram|Info|Summary|StateSet)(WithCallback)?\\.builder\\(");

    @Test
    void shouldBeWhatTheTablesSay() throws IOException {
        GeneratedFile.assertUpToDate(Map.of("docs/METRICS_REFERENCE.md", MetricsReference.text(MetricTables.ALL)));
    }

    /** A metric outside the tables would be missing in the reference. */
    @Test
    void shouldRegisterMetricsFromTheTablesOnly() throws IOException {
        try (Stream<Path> files = Files.walk(Repository.ROOT)) {
            List<Path> others = files.filter(file -> file.toString().matches(".*/src/main/java/.*\\.java"))
                    .filter(file -> !file.endsWith("MetricSpec.java"))
                    .filter(file -> REGISTRATION.matcher(read(file)).find())
                    .toList();

            assertThat(others).isEmpty();
        }
    }

    @Test
    void shouldNameMetricsInDocumentsThatExist() throws IOException {
        Set<String> known = MetricTables.series().keySet();
        int found = 0;
        for (Path file : Repository.documents()) {
            for (var metric : METRIC.matcher(Files.readString(file)).results().toList()) {
                assertThat(known)
                        .as("%s in %s", metric.group(), file)
                        .anyMatch(name -> name.equals(metric.group()) || name.equals(metric.group() + "_bucket"));
                found++;
            }
        }
        assertThat(found).isGreaterThan(40);
    }

    /** One word has one meaning in all tables, so that queries can join them. */
    @Test
    void shouldGiveALabelWithFixedValuesTheSameValuesWithinAService() {
        Map<String, List<String>> byHelp = new TreeMap<>();
        MetricTables.ALL.forEach(table -> table.rows().stream()
                .collect(Collectors.groupingBy(
                        MetricSpec::help, TreeMap::new, Collectors.mapping(MetricSpec::name, Collectors.toList())))
                .forEach(
                        (help, names) -> byHelp.computeIfAbsent(table.service() + ": " + help, any -> new ArrayList<>())
                                .addAll(names)));

        assertThat(byHelp)
                .allSatisfy((help, names) -> assertThat(names).as(help).hasSize(1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
