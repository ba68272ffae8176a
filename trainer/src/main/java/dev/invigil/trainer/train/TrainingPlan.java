// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.training.Recipe;

/**
 * What to make of the good parts.
 *
 * @param name of the model, as verdicts will carry it
 * @param version of this model under that name
 * @param recipe how the network is trained
 * @param sigma of the Gaussian that smooths anomaly maps, in pixels of the map
 * @param calibrationShare of the good parts, held out for the thresholds; above 0 and below 1
 * @param rates of good parts that may be rejected and reviewed
 */
public record TrainingPlan(
        String name, String version, Recipe recipe, double sigma, double calibrationShare, FalseRejectRates rates) {
    /** The papers' smoothing. */
    public static final double OFFICIAL_SIGMA = 4;
}
