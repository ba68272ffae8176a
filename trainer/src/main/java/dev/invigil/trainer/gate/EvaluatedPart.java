// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.detector.decision.Decision;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model makes of one held-out part.
 *
 * @param part names the part, the same for all models; unique within its product
 * @param file the image, relative to the data's folder
 * @param defective the truth
 * @param defect kind of defect; {@code good} for a good part
 * @param score image score, finite
 * @param decision by the model's own thresholds; absent when it has none for the product
 */
public record EvaluatedPart(
        String part, String file, boolean defective, String defect, double score, Optional<Decision> decision) {
    public EvaluatedPart {
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(defect, "defect");
        Objects.requireNonNull(decision, "decision");
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("the score of " + part + " is " + score + ", not a finite number");
        }
    }
}
