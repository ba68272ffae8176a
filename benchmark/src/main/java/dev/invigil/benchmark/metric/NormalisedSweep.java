// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The sweep over the class's min-max normalised maps: a pixel is predicted anomalous if its score is strictly above the threshold. */
final class NormalisedSweep {
    private final Pixels pixels;
    private final double eps;
    private final ThresholdSamples samples;

    /**
     * @param type the arithmetic to normalise and compare in
     * @param eps see {@link OverlapScores}
     */
    NormalisedSweep(Pixels pixels, double[] thresholds, ScoreType type, double eps) {
        this.pixels = pixels;
        this.eps = eps;
        double min = pixels.min();
        double max = pixels.max();
        this.samples = new ThresholdSamples(
                pixels,
                Arrays.stream(thresholds).map(type::round).toArray(),
                (score, threshold) -> type.normalise(score, min, max) > threshold);
    }

    /** start, start + step', ... below end, where step' = (start + step) - start: numpy's arange to the last bit. */
    static double[] range(double start, double end, double step) {
        double[] values = new double[(int) Math.ceil((end - start) / step)];
        for (int i = 0; i < values.length; i++) {
            values[i] = start + i * (start + step - start);
        }
        return values;
    }

    CurveListener listener() {
        return samples;
    }

    double mean(ToDoubleFunction<OverlapScores> part) {
        return scores().stream().mapToDouble(part).average().orElseThrow();
    }

    double max(ToDoubleFunction<OverlapScores> part) {
        return scores().stream().mapToDouble(part).max().orElseThrow();
    }

    private List<OverlapScores> scores() {
        return IntStream.range(0, samples.size())
                .mapToObj(i -> OverlapScores.of(samples.counts(i), pixels.positives(), eps))
                .toList();
    }
}
