// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.invigil.app.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** docker/prometheus/rules.yml. */
final class RuleFile {
    static final Path PATH = Repository.ROOT.resolve("docker/prometheus/rules.yml");

    private RuleFile() {}

    /** @param name of the alert or of the recorded series */
    record Rule(
            String name,
            boolean isAlert,
            String expression,
            Optional<String> severity,
            Map<String, String> annotations) {}

    static List<Rule> rules() throws IOException {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode group : new YAMLMapper().readTree(Files.readString(PATH)).get("groups")) {
            for (JsonNode rule : group.get("rules")) {
                Map<String, String> annotations = new TreeMap<>();
                rule.path("annotations")
                        .properties()
                        .forEach(entry ->
                                annotations.put(entry.getKey(), entry.getValue().asText()));
                boolean isAlert = rule.has("alert");
                rules.add(new Rule(
                        rule.get(isAlert ? "alert" : "record").asText(),
                        isAlert,
                        rule.get("expr").asText().strip(),
                        Optional.ofNullable(rule.path("labels").path("severity").textValue()),
                        annotations));
            }
        }
        return rules;
    }
}
