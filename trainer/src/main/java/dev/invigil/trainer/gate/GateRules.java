// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;

/**
 * Section {@code trainer.gate}: what the gate demands of a candidate. {@code docs/RETRAINING.md} says how to choose the values.
 *
 * @param errorRate the most that each of the two errors may happen: to promote a candidate that is worse, to reject one that is not
 * @param imageAurocMargin how much image AUROC may fall in a product, as a fraction
 * @param imageApMargin how much image AP may fall in a product, as a fraction
 * @param falseRejectMargin how much the share of good parts that are rejected may grow, as a fraction
 * @param newlyMissed how many golden defects of a product the candidate may pass although the active model stops them
 * @param leastGood good parts of a product below which nothing is concluded from its scores
 * @param leastDefective defective parts of a product below which nothing is concluded from its scores
 * @param draws of the bootstrap, at least; there are more where many products need smaller probabilities
 * @param seed of the bootstrap
 * @param newProduct demands on a product that the active model does not know
 */
public record GateRules(
        @Default("0.05") double errorRate,
        @Default("0.05") double imageAurocMargin,
        @Default("0.05") double imageApMargin,
        @Default("0.1") double falseRejectMargin,
        @Default("0") int newlyMissed,
        @Default("10") int leastGood,
        @Default("10") int leastDefective,
        @Default("2000") int draws,
        @Default("1") long seed,
        NewProductRules newProduct) {
    /** The defaults of the configuration. */
    public static final GateRules DEFAULTS =
            new GateRules(0.05, 0.05, 0.05, 0.1, 0, 10, 10, 2000, 1, NewProductRules.DEFAULTS);

    public GateRules {
        new Requirements()
                .that(errorRate >= 0.001 && errorRate <= 0.2, "error-rate", "must be 0.001 to 0.2, but is " + errorRate)
                .that(isMargin(imageAurocMargin), "image-auroc-margin", marginMessage(imageAurocMargin))
                .that(isMargin(imageApMargin), "image-ap-margin", marginMessage(imageApMargin))
                .that(isMargin(falseRejectMargin), "false-reject-margin", marginMessage(falseRejectMargin))
                .that(newlyMissed >= 0, "newly-missed", "must not be negative, but is " + newlyMissed)
                .that(leastGood >= 2, "least-good", "must be at least 2, but is " + leastGood)
                .that(leastDefective >= 2, "least-defective", "must be at least 2, but is " + leastDefective)
                .that(draws >= 100 && draws <= 1_000_000, "draws", "must be 100 to 1000000, but is " + draws)
                .verify();
    }

    private static boolean isMargin(double value) {
        return value >= 0.001 && value <= 0.4;
    }

    private static String marginMessage(double value) {
        return "must be a fraction from 0.001 to 0.4, but is " + value;
    }

    /** Good parts of a product that a promotion needs. */
    public int goodNeeded() {
        return Math.max(leastGood, partsThatShowTwiceTheMargin());
    }

    /** Defective parts of a product that a promotion needs. */
    public int defectiveNeeded() {
        return Math.max(leastDefective, partsThatShowTwiceTheMargin());
    }

    /**
     * A candidate that fails completely on some parts loses twice the margin of AUROC when these are a share of twice the margin. A sample of this size
     * contains none of them with at most the error rate.
     */
    private int partsThatShowTwiceTheMargin() {
        return Binomials.trialsWithoutHit(2 * Math.min(imageAurocMargin, imageApMargin), errorRate);
    }
}
