// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;

/**
 * Section {@code trainer.gate.new-product}: demands on a product that the active model does not know, so that there is nothing to compare with. Also on
 * all products of a first model.
 *
 * @param leastImageAuroc image AUROC that must be shown
 * @param mostMissed share of defective parts that may be passed
 * @param mostFalseRejects share of good parts that may be rejected
 */
public record NewProductRules(
        @Default("0.8") double leastImageAuroc,
        @Default("0.1") double mostMissed,
        @Default("0.1") double mostFalseRejects) {
    /** The defaults of the configuration. */
    public static final NewProductRules DEFAULTS = new NewProductRules(0.8, 0.1, 0.1);

    public NewProductRules {
        new Requirements()
                .that(
                        leastImageAuroc >= 0.5 && leastImageAuroc < 1,
                        "least-image-auroc",
                        "must be at least 0.5 and below 1, but is " + leastImageAuroc)
                .that(isRate(mostMissed), "most-missed", message(mostMissed))
                .that(isRate(mostFalseRejects), "most-false-rejects", message(mostFalseRejects))
                .verify();
    }

    private static boolean isRate(double value) {
        return value >= 0.001 && value <= 0.9;
    }

    private static String message(double value) {
        return "must be a fraction from 0.001 to 0.9, but is " + value;
    }
}
