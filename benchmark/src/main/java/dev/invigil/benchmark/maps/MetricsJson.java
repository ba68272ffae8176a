// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.benchmark.metric.ClassMetrics;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.MeanValue;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricValue;
import java.io.UncheckedIOException;

/**
 * The result for programs: fractions in full double precision under {@code classes.NAME} and {@code mean}, null where undefined, with the reason
 * under {@code undefined.NAME}; {@code meanOver} says how many classes each mean was taken over; {@code aderNames} names each metric as ADer does.
 */
public final class MetricsJson {
    private static final JsonMapper JSON = new JsonMapper();

    private MetricsJson() {}

    static String of(EvaluationResult result) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(result)) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A tree of its own, to which others may add. */
    public static ObjectNode tree(EvaluationResult result) {
        ObjectNode root = JSON.createObjectNode();
        root.put("definition", result.definition().label());
        ObjectNode classes = root.putObject("classes");
        ObjectNode mean = root.putObject("mean");
        ObjectNode meanOver = root.putObject("meanOver");
        ObjectNode images = root.putObject("images");
        ObjectNode undefined = root.putObject("undefined");
        ObjectNode aderNames = root.putObject("aderNames");
        for (ClassMetrics metrics : result.classes()) {
            ObjectNode values = classes.putObject(metrics.name());
            ObjectNode reasons = JSON.createObjectNode();
            metrics.values().forEach((metric, value) -> put(values, reasons, metric, value));
            if (!reasons.isEmpty()) {
                undefined.set(metrics.name(), reasons);
            }
            images.putObject(metrics.name()).put("total", metrics.images()).put("anomalous", metrics.anomalous());
        }
        ObjectNode reasons = JSON.createObjectNode();
        for (Metric metric : Metric.values()) {
            MeanValue value = result.mean().get(metric);
            put(mean, reasons, metric, value.value());
            meanOver.putObject(metric.jsonName())
                    .put("classes", value.classes())
                    .put("of", value.of());
            aderNames.put(metric.jsonName(), metric.aderName());
        }
        return root;
    }

    private static void put(ObjectNode values, ObjectNode reasons, Metric metric, MetricValue value) {
        if (value instanceof MetricValue.Undefined undefined) {
            values.putNull(metric.jsonName());
            reasons.put(metric.jsonName(), undefined.reason());
        } else {
            values.put(metric.jsonName(), value.orNaN());
        }
    }
}
