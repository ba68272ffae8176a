// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.Resamples;
import dev.invigil.detector.decision.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@value ReportFolder#JSON} of an earlier evaluation says.
 *
 * @param model which it was
 * @param data name of the test data's folder
 * @param definition of all metrics
 * @param metrics the JSON's fractions by class, and under {@code mean}; null where undefined
 * @param anomalous by class, how many images had an anomaly at the model's size
 * @param parts by class
 * @param thresholds by class that the model knows
 * @param resamples by class; empty in reports of versions that wrote none
 */
record WrittenReport(
        ComparedModel model,
        String data,
        String definition,
        Map<String, JsonNode> metrics,
        Map<String, Integer> anomalous,
        Map<String, List<DecidedPart>> parts,
        Map<String, Comparison.Thresholds> thresholds,
        Map<String, Resamples> resamples) {
    static final String MEAN = "mean";

    /** @throws BenchmarkException if the file is not the JSON of a report */
    static WrittenReport read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BenchmarkException(file + ": no such file; name the report.json of two reports");
        }
        JsonNode root;
        try {
            root = new JsonMapper().readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new BenchmarkException(file + ": not JSON; name the report.json of a report", e);
        }
        JsonNode subject = root.path("subject");
        if (!root.path("parts").isObject() || !subject.isObject()) {
            throw new BenchmarkException(file
                    + ": contains no scores of parts; run `invigil evaluate --report DIR` and name DIR/report.json");
        }
        Map<String, JsonNode> metrics = new LinkedHashMap<>();
        root.path("classes").properties().forEach(known -> metrics.put(known.getKey(), known.getValue()));
        metrics.put(MEAN, root.path("mean"));
        Map<String, Integer> anomalous = new LinkedHashMap<>();
        root.path("images")
                .properties()
                .forEach(known -> anomalous.put(
                        known.getKey(), known.getValue().path("anomalous").asInt()));
        Map<String, List<DecidedPart>> parts = new LinkedHashMap<>();
        root.path("parts").properties().forEach(known -> parts.put(known.getKey(), parts(known.getValue())));
        Map<String, Comparison.Thresholds> thresholds = new LinkedHashMap<>();
        root.path("thresholds")
                .properties()
                .forEach(known -> thresholds.put(
                        known.getKey(),
                        new Comparison.Thresholds(
                                known.getValue().path("review").asDouble(),
                                known.getValue().path("reject").asDouble())));
        return new WrittenReport(
                ComparedModel.of(subject),
                subject.path("data").asText(),
                root.path("definition").asText(),
                metrics,
                anomalous,
                parts,
                thresholds,
                ResamplesJson.read(root.path("resampling")));
    }

    private static List<DecidedPart> parts(JsonNode list) {
        List<DecidedPart> parts = new ArrayList<>();
        for (JsonNode part : list) {
            parts.add(new DecidedPart(
                    part.path("file").asText(),
                    part.path("defect").asText(),
                    part.path("defective").asBoolean(),
                    part.path("score").asDouble(),
                    Optional.ofNullable(part.get("decision")).map(name -> Decision.valueOf(name.asText())),
                    Optional.ofNullable(part.get("digest")).map(JsonNode::asText)));
        }
        return parts;
    }

    /** NaN where undefined. */
    double value(String known, Metric metric) {
        return metrics.get(known).path(metric.jsonName()).asDouble(Double.NaN);
    }

    /** Whether each part has the digest of its image. */
    boolean hasDigests() {
        return parts.values().stream().flatMap(List::stream).allMatch(part -> part.digest()
                .isPresent());
    }

    boolean hasSamples() {
        return !Double.isNaN(value(MEAN, Metric.SAMPLE_F1_MAX));
    }
}
