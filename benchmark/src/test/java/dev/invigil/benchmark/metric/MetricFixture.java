// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.detector.Fixtures;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the {@code metrics_*} pairs: maps and masks, and what the reference made of them.
 */
record MetricFixture(String name, TensorFile file, JsonNode json) {

    static Stream<MetricFixture> all() {
        Path folder = Fixtures.path("metrics_basic.json").getParent();
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(f -> f.getFileName().toString())
                    .filter(n -> n.startsWith("metrics_") && n.endsWith(".json"))
                    .map(n -> n.substring(0, n.length() - ".json".length()))
                    .sorted()
                    .toList();
            assertThat(names).as("metric fixtures in " + folder).isNotEmpty();
            return names.stream().map(MetricFixture::named);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MetricFixture named(String name) {
        return new MetricFixture(name, Fixtures.tensors(name), Fixtures.json(name));
    }

    /** The class numbers, in the JSON's order. */
    List<String> classes() {
        return json.get("per_class").findValuesAsText("class");
    }

    JsonNode expected(String className, String part) {
        for (JsonNode entry : json.get("per_class")) {
            if (entry.get("class").asText().equals(className)) {
                return entry.get(part);
            }
        }
        throw new IllegalArgumentException("no class " + className + " in " + name);
    }

    int pooling() {
        JsonNode size = json.path("pooling_ks");
        return size.isArray() ? size.get(0).asInt() : 1;
    }

    Evaluation evaluation() {
        return evaluation(EvaluationOptions.defaults().withPooling(pooling()));
    }

    Evaluation evaluation(EvaluationOptions options) {
        Evaluation evaluation = Evaluation.of(classes(), options);
        HostTensor maps = file.tensor("maps");
        for (int i = 0; i < maps.size(0); i++) {
            ClassEvaluation target = evaluation.forClass(classOf(i));
            byte[] mask = file.tensor("masks").part(i).bytes();
            if (maps.type() == ElementType.F64) {
                target.add(TestImage.of(maps.part(i).doubles(), maps.size(1), maps.size(2), mask));
            } else {
                target.add(TestImage.of(maps.part(i).floats(), maps.size(1), maps.size(2), mask));
            }
        }
        return evaluation;
    }

    PixelPopulation pixels(String className) {
        HostTensor maps = file.tensor("maps");
        ScoreType type = maps.type() == ElementType.F64 ? ScoreType.FLOAT64 : ScoreType.FLOAT32;
        PixelPopulation pixels =
                new PixelPopulation(type, 100, EvaluationOptions.defaults().spillDirectory());
        for (int i = 0; i < maps.size(0); i++) {
            if (classOf(i).equals(className)) {
                byte[] mask = file.tensor("masks").part(i).bytes();
                pixels.add(
                        Arrays.stream(maps.part(i).doubles())
                                .mapToLong(type::key)
                                .toArray(),
                        MaskRegions.of(mask, maps.size(1), maps.size(2)));
            }
        }
        return pixels;
    }

    private String classOf(int image) {
        return Long.toString(file.tensor("classes").longs()[image]);
    }

    /** A number must agree; where the reference raises or gives NaN, ours must be undefined. */
    static void assertAgrees(MetricValue got, JsonNode want, double absolute, double relative) {
        if (want.isNumber()) {
            assertThat(got).isInstanceOf(MetricValue.Defined.class);
            double expected = want.asDouble();
            assertThat(got.orNaN()).isCloseTo(expected, within(absolute + relative * Math.abs(expected)));
        } else {
            assertThat(got).isInstanceOf(MetricValue.Undefined.class);
        }
    }
}
