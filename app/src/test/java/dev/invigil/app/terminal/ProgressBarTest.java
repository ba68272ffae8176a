// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, UTF_8);
    private final AtomicLong time = new AtomicLong();

    @Test
    void shouldRedrawOneLineOnATerminalWithTheTimeLeft() {
        try (ProgressBar bar = new ProgressBar(out, true, "training", time::get)) {
            time.addAndGet(Duration.ofSeconds(30).toNanos());
            bar.update(1, 4, "loss 0.5");
        }

        assertThat(written.toString(UTF_8))
                .startsWith("\r\u001b[2K\u001b[?7l")
                .contains("loss 0.5\u001b[?7h")
                .contains("training ━━━━━━━━──")
                .contains("25 %  1:30 left  loss 0.5")
                .endsWith(System.lineSeparator());
    }

    @Test
    void shouldNotEstimateBeforeSomeOfTheWorkIsDone() {
        try (ProgressBar bar = new ProgressBar(out, false, "training", time::get)) {
            time.addAndGet(Duration.ofSeconds(3).toNanos());
            bar.update(1, 1000, "epoch 1/10");
            time.addAndGet(Duration.ofSeconds(27).toNanos());
            bar.update(100, 1000, "");
        }

        assertThat(written.toString(UTF_8).lines())
                .satisfiesExactly(
                        first ->
                                assertThat(first).contains(" 0 %", "epoch 1/10").doesNotContain("left"),
                        second -> assertThat(second).contains("10 %  4:30 left"));
    }

    @Test
    void shouldReckonWithTheWorkOfThisStartOnly() {
        try (ProgressBar bar = new ProgressBar(out, true, "training", 60, time::get)) {
            time.addAndGet(Duration.ofSeconds(30).toNanos());
            bar.update(80, 100, "");
        }

        assertThat(written.toString(UTF_8)).contains("80 %  0:30 left");
    }

    @Test
    void shouldNotFloodATerminal() {
        try (ProgressBar bar = new ProgressBar(out, true, "training", time::get)) {
            for (int i = 0; i < 1000; i++) {
                bar.update(i, 2000, "");
            }
        }

        assertThat(written.toString(UTF_8).split("\r", -1)).hasSize(2);
    }

    @Test
    void shouldPrintALinePerTenthWhereThereIsNoTerminal() {
        try (ProgressBar bar = new ProgressBar(out, false, "training", time::get)) {
            for (int i = 0; i <= 1000; i++) {
                bar.update(i, 1000, "");
            }
        }

        assertThat(written.toString(UTF_8).lines())
                .hasSize(11)
                .last()
                .asString()
                .contains("100 %  took 0:00");
    }
}
