// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

/**
 * How many good parts may be taken out, as asked for.
 *
 * @param reject share of good parts above the reject threshold, above 0 and below 1
 * @param review share of good parts above the review threshold, rejected ones included; at least {@code reject}, below 1
 */
public record FalseRejectRates(double reject, double review) {
    /** 1 % rejected, 5 % reviewed or rejected. */
    public static final FalseRejectRates DEFAULT = new FalseRejectRates(0.01, 0.05);

    public FalseRejectRates {
        if (!(reject > 0 && reject <= review && review < 1)) {
            throw new IllegalArgumentException("false-reject rates must be 0 < reject <= review < 1, not reject "
                    + reject + " and review " + review);
        }
    }
}
