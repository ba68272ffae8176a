// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.calibrate;

import dev.invigil.detector.decision.ClassThreshold;
import java.util.Optional;
import java.util.function.Function;

/**
 * What became of the thresholds of a class, or of one of its cameras.
 *
 * @param camera when they are a camera's own
 * @param trained how many of the images were left out because the model was trained on them, or on other views of their parts
 * @param repeated how many were left out because they were there before
 * @param before what decided until now
 */
public record ThresholdChange(
        String product, Optional<String> camera, int trained, int repeated, ClassThreshold before, Outcome after) {
    /** What the parts allow. */
    public sealed interface Outcome {
        /** The result of the function that is for this case. */
        <R> R fold(Function<Calibrated, R> calibrated, Function<Refused, R> refused);

        /** New thresholds. */
        record Calibrated(ClassThreshold threshold) implements Outcome {
            @Override
            public <R> R fold(Function<Calibrated, R> calibrated, Function<Refused, R> refused) {
                return calibrated.apply(this);
            }
        }

        /**
         * None; what was before stays.
         *
         * @param parts how many parts were left to calibrate with
         * @param reason one line for the operator, with the remedy
         */
        record Refused(int parts, String reason) implements Outcome {
            @Override
            public <R> R fold(Function<Calibrated, R> calibrated, Function<Refused, R> refused) {
                return refused.apply(this);
            }
        }
    }
}
