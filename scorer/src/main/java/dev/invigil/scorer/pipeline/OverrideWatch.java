// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.json.Reading;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.threshold.Overrides;
import dev.invigil.scorer.threshold.ThresholdFollower;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows which thresholds set by hand count, in metrics and, when that changes, in the log. One thread. */
final class OverrideWatch implements ThresholdFollower.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(OverrideWatch.class);

    private final ModelFacts model;
    private final ScorerMetrics metrics;
    private final InstantSource clock;
    private Map<Overrides.State, Integer> last = Map.of();

    OverrideWatch(ModelFacts model, ScorerMetrics metrics, InstantSource clock) {
        this.model = model;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void current(Overrides overrides) {
        Map<Overrides.State, Integer> counts = overrides.count(model, clock.instant());
        metrics.overrides(counts);
        if (counts.equals(last)) {
            return;
        }
        last = counts;
        int other = counts.get(Overrides.State.OTHER_MODEL);
        if (other > 0) {
            LOG.warn(
                    "{} thresholds set by hand were set for another model than {} and do not count; set them anew or clear them with"
                            + " `invigil threshold`",
                    other,
                    model.identity().digest());
        }
        int unknown = counts.get(Overrides.State.UNKNOWN_PRODUCT);
        if (unknown > 0) {
            LOG.warn("{} thresholds set by hand are for products that the model does not know", unknown);
        }
    }

    @Override
    public void refused(Reading.Refusal cause) {
        metrics.thresholdRefused(cause);
    }
}
