// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.detector.decision.Interval;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One criterion of one product, as fractions.
 *
 * @param active the active model's value; empty for a product that it does not know, or where the value is not defined
 * @param candidate the candidate's value; empty where it is not defined
 * @param interval of the difference candidate less active, or of the candidate's value for a new product; its confidence is 1 - 2 x error rate, so that each end alone is exceeded with at most the error rate
 * @param limit the margin, the allowed number of newly missed defects as a share, or the demand on a new product; not negative
 * @param promotion probability of such parts, or better ones, if the candidate were worse than the limit; empty where the promotion does not rest on a
 *     probability
 * @param rejection probability of such parts, or worse ones, if the candidate were within the limit
 * @param adjusted {@code rejection} after Holm's correction over all products and criteria
 * @param standing what follows
 */
public record CriterionResult(
        Criterion criterion,
        OptionalDouble active,
        OptionalDouble candidate,
        Optional<Interval> interval,
        double limit,
        OptionalDouble promotion,
        OptionalDouble rejection,
        OptionalDouble adjusted,
        Standing standing) {
    public CriterionResult {
        Objects.requireNonNull(criterion, "criterion");
        Objects.requireNonNull(active, "active");
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(promotion, "promotion");
        Objects.requireNonNull(rejection, "rejection");
        Objects.requireNonNull(adjusted, "adjusted");
        Objects.requireNonNull(standing, "standing");
    }

    /** Candidate less active; empty unless both are defined. */
    public OptionalDouble difference() {
        return active.isPresent() && candidate.isPresent()
                ? OptionalDouble.of(candidate.getAsDouble() - active.getAsDouble())
                : OptionalDouble.empty();
    }
}
