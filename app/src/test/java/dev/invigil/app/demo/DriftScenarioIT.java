// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.cli.TrainingBars;
import dev.invigil.trainer.train.TrainingEncoder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code invigil demo --scenario drift}: a lamp is moved, and the line learns the new light without a restart. */
@EnabledIfSystemProperty(
        named = "invigil.long",
        matches = "true",
        disabledReason = "takes some minutes; run it with mvn -Plong verify")
class DriftScenarioIT {
    @TempDir
    private Path home;

    @Test
    void shouldLearnTheNewLightFromLabelsThroughTheGateAndLoseNoFrame() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        DemoOptions options =
                new DemoOptions(OptionalLong.empty(), true, 3, TrainingEncoder.TINY, home, Scenario.DRIFT, 7, "test");
        Demo demo = new Demo(
                options, TrainingBars::new, Optional.empty(), new PrintStream(printed, true, StandardCharsets.UTF_8));

        int exitCode = demo.run();

        String text = printed.toString(StandardCharsets.UTF_8);
        System.out.println(text);
        assertThat(exitCode).as(text).isZero();
        assertThat(positions(
                        text,
                        // without a digest, which would be that of the first model for ever
                        "model   invad, backbone tiny",
                        "is ACTIVE: the first model of the line",
                        "the lamp over cam-1 is moved",
                        "alert CALIBRATION_DRIFT of cam-1 opened",
                        "operator labels the first frame",
                        "is ACTIVE: gate PROMOTE",
                        "alert CALIBRATION_DRIFT of cam-1 closed",
                        "OK: each frame has exactly one committed verdict",
                        "OK: the new model accepts the new light"))
                .as(text)
                .doesNotContain(-1)
                .isSorted();
    }

    private static List<Integer> positions(String text, String... steps) {
        return Arrays.stream(steps).map(text::indexOf).toList();
    }
}
