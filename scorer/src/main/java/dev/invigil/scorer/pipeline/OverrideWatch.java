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

/** Shows which thresholds set by hand count, in metrics and, when that changes, in the log. One thread. */
final class OverrideWatch implements ThresholdFollower.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(OverrideWatch.class);

    private final Supplier<ModelFacts> active;
    private final ScorerMetrics metrics;
    private final InstantSource clock;
    private Map<Overrides.State, Integer> last = Map.of();
    private String lastModel = "";

    /** @param active the model that scores now */
    OverrideWatch(Supplier<ModelFacts> active, ScorerMetrics metrics, InstantSource clock) {
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
                    "{} thresholds set by hand were set for another model than {} and do not count; set them anew or clear them with"
                            + " `invigil threshold`",
                    other,
                    digest);
        }
        int unknown = counts.get(Overrides.State.UNKNOWN_PRODUCT);
        if (unknown > 0) {
            LOG.warn("{} thresholds set by hand are for products that the model does not know", unknown);
        }
    }

    @Override
    public void refused(String reason) {
        metrics.thresholdRefused(reason);
    }
}
