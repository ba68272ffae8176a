// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.ProcessingTimes;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    private static final Instant CAPTURED = Instant.parse("2026-01-02T03:04:05Z");

    /** 100 frames in so many seconds; the n-th verdict is read n milliseconds after its frame's capture. */
    private static LineBench.Run run(double seconds) {
        return new LineBench.Run(
                IntStream.rangeClosed(1, 100)
                        .mapToObj(n -> new VerdictReader.Read(verdict(n), CAPTURED.plusMillis(n)))
                        .toList(),
                seconds);
    }

    private final BenchReport report = new BenchReport(
            List.of(100.0, 400.0, 200.0),
            1,
            List.of(50.0, 10.0, 100.0),
            List.of(run(4), run(2.5), run(1)),
            run(10),
            10,
            2,
            true);

    @Test
    void shouldCompareMedians() {
        assertThat(report.lineRate()).isEqualTo(40);
        assertThat(report.ratio()).isEqualTo(0.8);
    }

    @Test
    void shouldSayWhatSharedCoresLeave() {
        // 20 ms forward; 5 ms decoding and 5 ms map of one core each, on two cores: 20 / 25
        assertThat(report.ratioOfSharedCores()).isCloseTo(0.8, within(1e-12));
    }

    @Test
    void shouldTakeQuantilesFromTheMeasurementsThemselves() {
        assertThat(Median.quantile(run(1).latencies(), 0.5)).isEqualTo(50);
        assertThat(Median.quantile(run(1).latencies(), 0.99)).isEqualTo(99);
        assertThat(Median.of(List.of(3.0))).isEqualTo(3);
    }

    @Test
    void shouldPrintEveryFigureThatWasAskedFor() {
        StringWriter text = new StringWriter();
        report.print(new PrintWriter(text));

        assertThat(text.toString())
                .containsPattern("decode alone, 1 thread\\(s\\) +200\\.0")
                .containsPattern("bare forward +50\\.0")
                .containsPattern("end to end through the broker +40\\.0")
                .containsPattern("end to end / bare forward +0\\.80")
                .contains("p50 50.0 ms   p99 99.0 ms");
    }

    private static Verdict verdict(long sequence) {
        return new Verdict(
                Verdict.SCHEMA,
                "f" + sequence,
                "line",
                "cam",
                Optional.empty(),
                Optional.of("bottle"),
                OptionalLong.of(sequence),
                Decision.PASS,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.of(0.1),
                Optional.of(new Threshold(1, 0.5, "bundle", Threshold.Basis.CALIBRATED, 0.01, 100, Optional.empty())),
                Optional.empty(),
                List.of(),
                Optional.of(new ModelIdentity("m", "1", "ab".repeat(32))),
                Optional.empty(),
                Optional.empty(),
                new RecordPosition("frames", 0, sequence),
                Optional.of(CAPTURED),
                CAPTURED,
                Optional.of(new ProcessingTimes(1, 5, 80, 5, 100, 8)),
                "scorer/cpu",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
