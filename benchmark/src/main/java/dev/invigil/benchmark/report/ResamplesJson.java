// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.benchmark.maps.MetricColumns;
import dev.invigil.benchmark.metric.Bootstrap;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.Resamples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The bootstrap's draws in a report's JSON: each metric's value in each draw, in base64 of little-endian float32. With them two reports can be
 * compared in pairs without the maps.
 */
final class ResamplesJson {
    private ResamplesJson() {}

    static void write(Report report, ObjectNode node) {
        Bootstrap bootstrap = ReportJob.BOOTSTRAP;
        node.put("method", "percentile bootstrap of parts, good and defective ones apart")
                .put("draws", bootstrap.draws())
                .put("confidence", bootstrap.confidence())
                .put("seed", bootstrap.seed())
                .put("encoding", "base64 of little-endian float32, a value for each draw");
        ObjectNode classes = node.putObject("classes");
        ObjectNode missing = node.putObject("missing");
        for (ClassReport known : report.classes()) {
            ObjectNode draws = classes.putObject(known.name());
            Map<Metric, double[]> values = known.resamples().draws();
            ObjectNode reasons = missing.putObject(known.name());
            for (Metric metric : MetricColumns.of(report.result()).keySet()) {
                if (values.containsKey(metric)) {
                    draws.put(metric.jsonName(), encoded(values.get(metric)));
                } else if (known.resamples().missing().containsKey(metric)) {
                    reasons.put(metric.jsonName(), known.resamples().missing().get(metric));
                }
            }
        }
    }

    /** By class; empty if the report has none. */
    static Map<String, Resamples> read(JsonNode node) {
        Bootstrap bootstrap = new Bootstrap(
                node.path("draws").asInt(1),
                node.path("confidence").asDouble(Tally.CONFIDENCE),
                node.path("seed").asLong());
        Map<String, Resamples> classes = new LinkedHashMap<>();
        node.path("classes").properties().forEach(known -> {
            Map<Metric, double[]> draws = new EnumMap<>(Metric.class);
            Map<Metric, String> missing = new EnumMap<>(Metric.class);
            for (Metric metric : Metric.values()) {
                JsonNode values = known.getValue().path(metric.jsonName());
                if (values.isTextual()) {
                    draws.put(metric, decoded(values.asText()));
                }
                JsonNode reason = node.path("missing").path(known.getKey()).path(metric.jsonName());
                if (reason.isTextual()) {
                    missing.put(metric, reason.asText());
                }
            }
            classes.put(known.getKey(), Resamples.of(bootstrap, draws, missing));
        });
        return classes;
    }

    private static String encoded(double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putFloat((float) value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static double[] decoded(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
        double[] values = new double[bytes.capacity() / Float.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.getFloat();
        }
        return values;
    }
}
