// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.detector.decision.Interval;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One criterion of one product before the correction over all of them.
 *
 * @param promotion see {@link CriterionResult}
 * @param rejection see {@link CriterionResult}; empty where nothing can be concluded
 * @param isMet whether a promotion is possible
 * @param further parts that would decide, and the reason, should this remain open
 */
record Measured(
        Criterion criterion,
        OptionalDouble active,
        OptionalDouble candidate,
        Optional<Interval> interval,
        double limit,
        OptionalDouble promotion,
        OptionalDouble rejection,
        boolean isMet,
        Further further) {

    /** Parts that an open criterion needs in addition; 0 and 0 if their number would not help. */
    record Further(int good, int defective, String reason) {}

    CriterionResult result(double adjusted, double errorRate) {
        boolean isWorse = rejection.isPresent() && adjusted <= errorRate;
        return new CriterionResult(
                criterion,
                active,
                candidate,
                interval,
                limit,
                promotion,
                rejection,
                rejection.isPresent() ? OptionalDouble.of(adjusted) : OptionalDouble.empty(),
                isWorse ? Standing.WORSE : isMet ? Standing.MET : Standing.OPEN);
    }
}
