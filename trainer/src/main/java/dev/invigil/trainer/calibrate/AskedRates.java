// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.calibrate;

import dev.invigil.detector.decision.FalseRejectRates;
import java.util.OptionalDouble;

/**
 * The false-reject rates asked for now; what is absent stays as it was asked for before.
 *
 * @param reject share of good parts, 0 to 1
 * @param review share of good parts, rejected ones included
 */
public record AskedRates(OptionalDouble reject, OptionalDouble review) {
    /**
     * The rates to calibrate for. A review rate that is not given now is raised to the reject rate if necessary.
     *
     * @throws IllegalArgumentException if they make no sense together
     */
    public FalseRejectRates after(FalseRejectRates before) {
        double rejected = reject.orElse(before.reject());
        return new FalseRejectRates(rejected, review.orElse(Math.max(before.review(), rejected)));
    }
}
