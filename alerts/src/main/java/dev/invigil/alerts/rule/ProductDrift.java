// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.alerts.drift.DriftTest;
import dev.invigil.contracts.verdict.CalibrationRank;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import java.util.Optional;

/**
 * What the drift rule remembers of one product.
 *
 * @param inForce what must not change within a stretch
 * @param test the current stretch
 * @param rejects REJECT verdicts of the current stretch
 * @param images of all stretches since {@code inForce}
 * @param alarm present from an alarm until the calibration holds again
 */
record ProductDrift(
        String product, InForce inForce, DriftTest test, long rejects, ImageReference images, Optional<Alarm> alarm) {

    /**
     * What decided, and by which settings it is tested.
     *
     * @param model digest of the model
     * @param reject threshold
     * @param mask digest of the mask; empty when every pixel counts
     * @param parts of the calibration
     * @param rejected of them
     * @param settings of the rule
     */
    record InForce(String model, double reject, String mask, int parts, int rejected, DriftTest.Settings settings) {
        static InForce of(Verdict verdict, CalibrationRank rank, DriftTest.Settings settings) {
            return new InForce(
                    verdict.model().map(ModelIdentity::digest).orElse(""),
                    verdict.threshold().map(Threshold::reject).orElse(0.0),
                    verdict.maskDigest().orElse(""),
                    rank.parts(),
                    rank.rejected(),
                    settings);
        }

        /** Why a stretch of {@code before} has ended. */
        String changedFrom(InForce before) {
            if (!model.equals(before.model())) {
                return "another model is in use";
            }
            if (!mask.equals(before.mask())) {
                return "another mask is in force";
            }
            if (reject != before.reject() || parts != before.parts() || rejected != before.rejected()) {
                return "another threshold is in force";
            }
            return "the settings of the rule have changed";
        }
    }

    /**
     * Since the calibration does not hold.
     *
     * @param text for the operator
     * @param rejects REJECT verdicts in the stretch that ended with it
     */
    record Alarm(String text, long rejects) {}

    static ProductDrift start(String product, InForce inForce) {
        return new ProductDrift(product, inForce, DriftTest.START, 0, ImageReference.START, Optional.empty());
    }

    /** The same in a new stretch. */
    ProductDrift anew(Optional<Alarm> next) {
        return new ProductDrift(product, inForce, DriftTest.START, 0, images, next);
    }

    double log10Wealth() {
        return test.log10Wealth(inForce.settings());
    }
}
