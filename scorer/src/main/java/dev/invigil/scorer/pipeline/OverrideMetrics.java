// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.decision.Overrides;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.threshold.ThresholdFollower;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports in metrics, and on changes in the log, which threshold overrides take effect. One thread. */
final class OverrideMetrics implements ThresholdFollower.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(OverrideMetrics.class);

    private final Supplier<ModelFacts> active;
    private final ScorerMetrics metrics;
    private final InstantSource clock;
    private Map<Overrides.State, Integer> last = Map.of();
    private String lastModel = "";

    /** @param active the model that scores now */
    OverrideMetrics(Supplier<ModelFacts> active, ScorerMetrics metrics, InstantSource clock) {
        this.active = active;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void current(Overrides overrides) {
        ModelFacts model = active.get();
        Map<Overrides.State, Integer> counts = model.modelThresholds().count(overrides, clock.instant());
        metrics.overrides(counts);
        String digest = model.identity().digest();
        if (counts.equals(last) && digest.equals(lastModel)) {
            return;
        }
        last = counts;
        lastModel = digest;
        int other = counts.get(Overrides.State.OTHER_MODEL);
        if (other > 0) {
            LOG.warn(
                    "{} threshold overrides apply to another model than {} and have no effect; set them again or clear them with"
                            + " `invigil threshold`",
                    other,
                    digest);
        }
        int unknown = counts.get(Overrides.State.UNKNOWN_PRODUCT);
        if (unknown > 0) {
            LOG.warn("{} threshold overrides name products that are not in the model and have no effect", unknown);
        }
    }

    @Override
    public void refused(String reason) {
        metrics.thresholdRefused(reason);
    }
}
