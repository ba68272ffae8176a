// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

/** For stages without a model in shadow. */
final class NoShadow implements ShadowLane.Listener {
    @Override
    public void scored(ScoredBatch batch, Outcome.Scored line) {
        throw new IllegalStateException("no model is in shadow");
    }

    @Override
    public void dropped(ShadowLane.Dropped reason) {
        throw new IllegalStateException("no model is in shadow");
    }
}
