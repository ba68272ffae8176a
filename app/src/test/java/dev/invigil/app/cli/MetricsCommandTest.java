// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.detector.evaluation.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MetricsCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine invigil =
            Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    static List<Path> fixtures() throws IOException {
        String configured = System.getenv("INVIGIL_FIXTURES");
        Path folder = configured == null || configured.isBlank()
                ? Path.of("..", "detector", "src", "test", "resources", "fixtures")
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
        JsonNode pooling = expected.get("pooling_ks");
        String side = pooling.isArray() ? pooling.get(0).asText() : "1";
        assertThat(invigil.execute("metrics", maps.toString(), "--format", "json", "--pooling", side))
                .isZero();
        JsonNode printed = JSON.readTree(out.toString());
        assertThat(printed.get("definition").asText()).isEqualTo("ader");
        for (JsonNode perClass : expected.get("per_class")) {
            JsonNode values = printed.get("classes").get(perClass.get("class").asText());
            for (Metric metric : Metric.values()) {
                assertAgrees(values.get(metric.jsonName()), perClass.get("ader").get(metric.aderName()));
            }
        }
    }

    /** A figure to 1e-9; null where the reference raises or gives NaN. */
    private static void assertAgrees(JsonNode got, JsonNode want) {
        if (want == null) {
            return;
        }
        if (want.isNumber()) {
            assertThat(got.asDouble()).isCloseTo(want.asDouble(), within(1e-9 + 1e-9 * Math.abs(want.asDouble())));
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
