// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

/** Where a candidate stands on one criterion of one product. */
public enum Standing {
    /** The demand is met: what a promotion needs was shown. */
    MET,
    /** Neither shown: more parts, or an operator, must decide. */
    OPEN,
    /** The candidate was shown to be worse than allowed. */
    WORSE
}
