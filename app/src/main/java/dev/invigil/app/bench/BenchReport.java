// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.bench;

import dev.invigil.contracts.verdict.ProcessingTimes;
import dev.invigil.contracts.verdict.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What was measured.
 *
 * @param decodePerSecond frames a second of decoding alone, one figure a round
 * @param decodeThreads number of decoding threads
 * @param forwardPerSecond frames a second of the bare forward pass
 * @param lines the saturated runs
 * @param half the run at half load
 * @param halfRate frames a second sent in it
 * @param cores of the machine
 * @param sharesCores whether network and decoding take their time from the same cores
 */
record BenchReport(
        List<Double> decodePerSecond,
        int decodeThreads,
        List<Double> forwardPerSecond,
        List<LineBench.Run> lines,
        LineBench.Run half,
        double halfRate,
        int cores,
        boolean sharesCores) {
    static final double GOAL = 0.8;

    double lineRate() {
        return Median.of(lines.stream().map(LineBench.Run::framesPerSecond).toList());
    }

    /** End to end over bare forward. */
    double ratio() {
        return lineRate() / Median.of(forwardPerSecond);
    }

    /**
     * The ratio that remains when the other stages take their processor time from the cores the network runs on: with
     * f seconds of forward and w seconds of other work a frame on c cores, f / (f + w / c).
     */
    double ratioOfSharedCores() {
        double forward = 1 / Median.of(forwardPerSecond);
        double decode = decodeThreads / Median.of(decodePerSecond);
        double map = stage(ProcessingTimes::map) / 1000;
        return forward / (forward + (decode + map) / cores);
    }

    void print(PrintWriter out) {
        out.printf("%n%-34s %12s   %s%n", "frames per second", "median", "rounds");
        row(out, "decode alone, " + decodeThreads + " thread(s)", decodePerSecond);
        row(out, "bare forward", forwardPerSecond);
        row(
                out,
                "end to end through the broker",
                lines.stream().map(LineBench.Run::framesPerSecond).toList());
        out.printf(Locale.ROOT, "%-34s %12.2f%n", "end to end / bare forward", ratio());
        if (ratio() < GOAL && sharesCores) {
            out.printf(
                    Locale.ROOT,
                    "  below %.1f, because decoding and maps share the %d core(s) with the network; this alone gives %.2f%n",
                    GOAL,
                    cores,
                    ratioOfSharedCores());
        }
        out.printf("%n%-34s %12s%n", "a frame's time, saturated (ms)", "median");
        stageRow(out, "decode and resize", ProcessingTimes::decode);
        stageRow(out, "forward, its batch", ProcessingTimes::forward);
        stageRow(out, "forward, its share", times -> times.forward() / times.batch());
        stageRow(out, "smoothing, regions, map", ProcessingTimes::map);
        stageRow(out, "waiting in the scorer", ProcessingTimes::queue);
        stageRow(out, "frames in a batch", ProcessingTimes::batch);
        List<Double> latencies = half.latencies();
        out.printf(
                Locale.ROOT,
                "%nlatency from capture to the reading of the committed verdict, at half load (%.1f frames/s, %d frames):%n"
                        + "  p50 %.1f ms   p99 %.1f ms%n",
                halfRate,
                latencies.size(),
                Median.quantile(latencies, 0.5),
                Median.quantile(latencies, 0.99));
        out.flush();
    }

    private static void row(PrintWriter out, String name, List<Double> rounds) {
        out.printf(Locale.ROOT, "%-34s %12.1f  ", name, Median.of(rounds));
        rounds.forEach(round -> out.printf(Locale.ROOT, " %.1f", round));
        out.println();
    }

    private void stageRow(PrintWriter out, String name, ToDoubleFunction<ProcessingTimes> stage) {
        out.printf(Locale.ROOT, "%-34s %12.2f%n", name, stage(stage));
    }

    private double stage(ToDoubleFunction<ProcessingTimes> stage) {
        return Median.of(lines.stream()
                .flatMap(line -> line.scored().stream())
                .map(Verdict::processingTimes)
                .map(times -> stage.applyAsDouble(times.orElseThrow()))
                .toList());
    }
}
