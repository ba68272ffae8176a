// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.cli.TrainingBars;
import dev.invigil.trainer.train.TrainingEncoder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command as a new user starts it: {@code invigil demo --frames 300 --headless}. */
class DemoIT {
    @TempDir
    private Path home;

    @Test
    void shouldTrainAndTellDefectiveFromGoodPartsAndBalanceItsLedger() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        DemoOptions options = new DemoOptions(
                OptionalLong.of(300), true, 0, TrainingEncoder.TINY, home, Scenario.EPISODES, 7, "test");
        Demo demo = new Demo(
                options, TrainingBars::new, Optional.empty(), new PrintStream(printed, true, StandardCharsets.UTF_8));

        int exitCode = demo.run();

        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(exitCode).as(text).isZero();
        assertThat(text).contains("frames 300 = ").contains("OK: each frame has exactly one committed verdict");
        assertThat(percent("defective parts rejected or reviewed: ([0-9.]+) %", text))
                .as(text)
                .isGreaterThanOrEqualTo(95);
        assertThat(percent("good parts passed: ([0-9.]+) %", text)).as(text).isGreaterThanOrEqualTo(98);
    }

    private static double percent(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return Double.parseDouble(found.group(1));
    }
}
