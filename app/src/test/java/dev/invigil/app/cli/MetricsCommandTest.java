// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.benchmark.metric.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MetricsCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What adeval's histogram gives. */
    private static final Map<Metric, String> STRIPS =
            Map.of(Metric.PIXEL_AUROC, "p_auroc", Metric.PIXEL_AP, "p_aupr", Metric.AUPRO, "p_aupro");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine invigil =
            Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    static List<Path> fixtures() throws IOException {
        String configured = System.getenv("INVIGIL_FIXTURES");
        Path folder = configured == null || configured.isBlank()
                ? Path.of("..", "benchmark", "src", "test", "resources", "fixtures")
                : Path.of(configured);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches("metrics_.*\\.safetensors"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void shouldPrintTheFiguresOfTheJsonBesideTheMaps(Path maps) throws IOException {
        JsonNode expected = JSON.readTree(
                Path.of(maps.toString().replace(".safetensors", ".json")).toFile());
        JsonNode printed = printed(maps, expected, "ader");
        for (JsonNode perClass : expected.get("per_class")) {
            JsonNode values = printed.get("classes").get(perClass.get("class").asText());
            for (Metric metric : Metric.values()) {
                assertAgrees(values.get(metric.jsonName()), perClass.get("ader").get(metric.aderName()), 1e-9);
            }
        }
        for (Metric metric : Metric.values()) {
            assertAgrees(
                    printed.get("mean").get(metric.jsonName()),
                    expected.path("average").get(metric.aderName()),
                    1e-9);
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void shouldPrintTheStripsFiguresOfTheJsonBesideTheMaps(Path maps) throws IOException {
        JsonNode expected = JSON.readTree(
                Path.of(maps.toString().replace(".safetensors", ".json")).toFile());
        JsonNode printed = printed(maps, expected, "adeval");
        for (JsonNode perClass : expected.get("per_class")) {
            JsonNode values = printed.get("classes").get(perClass.get("class").asText());
            JsonNode strips = perClass.get("other").get("adeval_numpy.nstrips_50");
            STRIPS.forEach((metric, name) -> assertAgrees(values.get(metric.jsonName()), strips.get(name), 1e-6));
        }
    }

    private JsonNode printed(Path maps, JsonNode expected, String definition) throws IOException {
        JsonNode pooling = expected.get("pooling_ks");
        String side = pooling.isArray() ? pooling.get(0).asText() : "1";
        assertThat(invigil.execute(
                        "metrics", maps.toString(), "--format", "json", "--pooling", side, "--definition", definition))
                .isZero();
        JsonNode printed = JSON.readTree(out.toString());
        assertThat(printed.get("definition").asText()).isEqualTo(definition);
        return printed;
    }

    /** A figure to the tolerance, absolute and relative; null where the reference raises or gives NaN. */
    private static void assertAgrees(JsonNode got, JsonNode want, double tolerance) {
        if (want == null) {
            return;
        }
        if (want.isNumber()) {
            assertThat(got.asDouble())
                    .isCloseTo(want.asDouble(), within(tolerance + tolerance * Math.abs(want.asDouble())));
        } else {
            assertThat(got.isNull()).isTrue();
        }
    }

    @Test
    void shouldPrintTheDefinitionAskedForAboveTheTable() throws IOException {
        assertThat(invigil.execute("metrics", fixtures().get(0).toString(), "--definition", "exact"))
                .isZero();
        assertThat(out.toString()).startsWith("definition exact, percent");
    }

    @Test
    void shouldAnswerAMissingFileWithOneLine() {
        assertThat(invigil.execute("metrics", "nowhere.safetensors")).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("invigil: nowhere.safetensors: no such file; expected a .safetensors file or a folder"
                        + " of maps");
    }
}
