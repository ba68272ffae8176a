// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.line.LineConfig;
import dev.invigil.kit.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the containers and the documents use names that the code has. */
class ContainerNamesTest {
    private static final Path DOCKER = Repository.ROOT.resolve("docker");
    private static final Pattern METRIC =
            Pattern.compile("\\binvigil_(ingest|scorer|alerts|trainer)_([a-z0-9_]+[a-z0-9])");
    private static final Pattern LITERAL = Pattern.compile("\"([a-z0-9_]+)\"");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "scorer", "alerts"})
    void shouldConfigureTheServicesOfTheContainers(String service) {
        LineConfig config =
                Configuration.read(DOCKER.resolve("config/" + service + ".yaml"), LineConfig.class, Map.of());

        assertThat(config.ingest().isPresent()).isEqualTo(service.equals("ingest"));
        assertThat(config.scorer().isPresent()).isEqualTo(service.equals("scorer"));
        assertThat(config.alerts().isPresent()).isEqualTo(service.equals("alerts"));
    }

    @Test
    void shouldNameMetricsThatExist() throws IOException {
        List<Path> files = new ArrayList<>(Repository.documents());
        files.add(DOCKER.resolve("prometheus/rules.yml"));
        files.add(DOCKER.resolve("grafana/boards/line.json"));
        int found = 0;
        for (Path file : files) {
            for (var metric : METRIC.matcher(Files.readString(file)).results().toList()) {
                String service = metric.group(1);
                // what Prometheus adds to the name of a histogram or of an info metric
                String name = metric.group(2).replaceFirst("_(bucket|sum|count|info)$", "");
                assertThat(literals(service))
                        .as("%s in %s", metric.group(), file)
                        .containsAnyOf(name, "invigil_" + service + "_" + name);
                found++;
            }
        }
        assertThat(found).isGreaterThan(40);
    }

    @Test
    void shouldGiveEachPrometheusRuleItsOwnName() throws IOException {
        List<String> alerts = ALERT.matcher(Files.readString(DOCKER.resolve("prometheus/rules.yml")))
                .results()
                .map(rule -> rule.group(1))
                .toList();

        assertThat(alerts).hasSizeGreaterThan(5).doesNotHaveDuplicates();
    }

    /** The texts in a service's code that may be names of metrics. */
    private static Set<String> literals(String module) throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> sources = Files.walk(Repository.ROOT.resolve(module + "/src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                code.append(Files.readString(source));
            }
        }
        return LITERAL.matcher(code).results().map(text -> text.group(1)).collect(Collectors.toSet());
    }
}
