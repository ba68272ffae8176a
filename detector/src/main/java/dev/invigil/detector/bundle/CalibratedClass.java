// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.SplitConformal;
import java.util.List;
import java.util.Objects;

/**
 * A class of parts that the model knows.
 *
 * @param name the product, as frames name it
 * @param trainingParts how many good parts it was trained on
 * @param calibrationScores of the good parts held out, ascending: other false-reject rates can be had without the pictures
 * @param threshold that follows from them
 */
public record CalibratedClass(
        String name, int trainingParts, List<Double> calibrationScores, ClassThreshold threshold) {
    public CalibratedClass {
        Objects.requireNonNull(threshold, "threshold");
        calibrationScores = calibrationScores.stream().sorted().toList();
        if (name.isBlank()) {
            throw new IllegalArgumentException("a class needs a name");
        }
        if (calibrationScores.size() != threshold.parts()) {
            throw new IllegalArgumentException("class " + name + ": the threshold rests on " + threshold.parts()
                    + " parts, but there are " + calibrationScores.size() + " calibration scores");
        }
    }

    /** A class with the thresholds that these scores allow for these rates. */
    public static CalibratedClass of(
            String name, int trainingParts, List<Double> calibrationScores, FalseRejectRates asked) {
        double[] scores =
                calibrationScores.stream().mapToDouble(Double::doubleValue).toArray();
        return new CalibratedClass(name, trainingParts, calibrationScores, SplitConformal.threshold(scores, asked));
    }
}
