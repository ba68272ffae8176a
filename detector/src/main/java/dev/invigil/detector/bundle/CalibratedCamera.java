// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.SplitConformal;
import dev.invigil.detector.model.PostProcessing;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The thresholds of a class for one camera: another angle, lens or light makes other scores.
 *
 * @param calibrationScores of good parts seen by this camera and not trained on, ascending
 * @param threshold that follows from them
 */
public record CalibratedCamera(List<Double> calibrationScores, ClassThreshold threshold) {
    public CalibratedCamera {
        Objects.requireNonNull(threshold, "threshold");
        calibrationScores = ascending(calibrationScores);
        requireAsMany("camera", calibrationScores, threshold);
    }

    /**
     * The thresholds that these scores allow for these rates.
     *
     * @throws IllegalArgumentException if they are too few for any
     */
    public static CalibratedCamera of(List<Double> calibrationScores, FalseRejectRates asked) {
        return of(calibrationScores, asked, PostProcessing.NO_TOLERANCE);
    }

    /**
     * The same for scores that may differ from run to run.
     *
     * @param tolerance of the model's post-processing: scores that differ by at most twice as much are tied
     */
    public static CalibratedCamera of(List<Double> calibrationScores, FalseRejectRates asked, double tolerance) {
        double[] scores =
                calibrationScores.stream().mapToDouble(Double::doubleValue).toArray();
        return new CalibratedCamera(calibrationScores, SplitConformal.threshold(scores, asked, tolerance));
    }

    /** The same for scores that were computed with the mask of this digest; empty when every pixel counted. */
    public CalibratedCamera withMask(Optional<String> digest) {
        return new CalibratedCamera(calibrationScores, threshold.withMask(digest));
    }

    static List<Double> ascending(List<Double> scores) {
        return scores.stream().sorted().toList();
    }

    static void requireAsMany(String what, List<Double> scores, ClassThreshold threshold) {
        if (scores.size() != threshold.parts()) {
            throw new IllegalArgumentException(what + ": the threshold was computed from " + threshold.parts()
                    + " parts, but there are " + scores.size() + " calibration scores");
        }
    }
}
