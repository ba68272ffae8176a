// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.trainer.child.RunPhase;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the phase at hand is.
 *
 * @param stage within the phase
 * @param done of {@code total}
 * @param detail such as the loss
 * @param at when this was said
 */
public record RunProgress(RunPhase phase, String stage, int done, int total, Optional<String> detail, Instant at) {
    /** From 0 to 1. */
    public double share() {
        return total <= 0 ? 0 : Math.min(1, done / (double) total);
    }
}
