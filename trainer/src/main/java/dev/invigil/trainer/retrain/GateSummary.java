// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

/**
 * What the gate has decided.
 *
 * @param outcome of the comparison
 * @param reason one line: the failing products, or what is missing
 */
public record GateSummary(Outcome outcome, String reason) {
    /** What follows from the comparison. */
    public enum Outcome {
        /** The candidate is not worse. */
        PROMOTE,
        /** The candidate is worse. */
        REJECT,
        /** The parts do not suffice to say. */
        INCONCLUSIVE
    }
}
