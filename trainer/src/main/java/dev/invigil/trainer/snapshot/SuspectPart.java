// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import java.util.Locale;

/**
 * A part that a model was trained on or calibrated with and that scores far above the others: it may have a defect.
 *
 * @param product that the part is
 * @param role TRAIN or CALIBRATE
 * @param name golden file or frame id
 * @param sha256 of the image
 * @param score of the image by the model that was trained with it
 * @param median score of the product's parts of this role
 * @param deviations how far the score is above the median, in robust standard deviations
 */
public record SuspectPart(
        String product, Role role, String name, String sha256, double score, double median, double deviations) {
    /** One line for the operator. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%s: %s (%s) scores %.4g, %.1f deviations above the median of %.4g; look whether the part is good",
                product,
                name,
                role,
                score,
                deviations,
                median);
    }
}
