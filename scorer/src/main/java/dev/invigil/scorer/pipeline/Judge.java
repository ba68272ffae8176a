// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Region;
import dev.invigil.detector.image.MapPng;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.GaussianFilter;
import dev.invigil.detector.product.ProductCheck;
import dev.invigil.scorer.camera.Assessment;
import dev.invigil.scorer.camera.CameraRules;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.threshold.Overrides;
import dev.invigil.scorer.threshold.ThresholdInForce;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * From what the model makes of a frame to its decision: is it the product at all, then smoothing, score, threshold, regions, and the map
 * where it is kept. Any thread.
 */
final class Judge {
    /** More regions than this tell nobody anything; the strongest are kept. */
    static final int MAX_REGIONS = 32;

    private final ModelFacts model;
    private final GaussianFilter smoothing;
    private final CameraRules rules;
    private final MapPolicy policy;
    private final LongSupplier nanos;
    private final InstantSource clock;

    /**
     * @param rules what does not count, and how large a region must be, by camera
     */
    Judge(ModelFacts model, CameraRules rules, MapPolicy policy, LongSupplier nanos, InstantSource clock) {
        this.model = model;
        this.smoothing = model.postprocessing().smoothing();
        this.rules = rules;
        this.policy = policy;
        this.nanos = nanos;
        this.clock = clock;
    }

    /**
     * @param index which frame of the batch
     * @param overrides in force when the batch came
     * @throws IllegalStateException when the model gave no finite score: no frame can be to blame for that
     */
    Outcome.Scored judge(ScoredBatch batch, int index, Overrides overrides) {
        long begin = nanos.getAsLong();
        Prepared prepared = batch.frames().get(index);
        Accepted accepted = prepared.accepted();
        AnomalyMap map = smoothing.apply(batch.impressions().get(index).map());
        if (!Float.isFinite(map.max())) {
            throw new IllegalStateException("the model " + model.identity().name() + " "
                    + model.identity().version() + " gave the score " + map.max() + " for frame "
                    + accepted.frame().id() + "; its weights are damaged or the device computes wrongly");
        }
        Instant now = clock.instant();
        ThresholdInForce threshold = ThresholdInForce.of(
                accepted.frame().productId(), accepted.frame().camera(), model, overrides, now);
        rules.saw(accepted.frame().camera(), prepared.width(), prepared.height());
        Assessment assessment = rules.of(accepted.frame().camera()).assess(map, threshold.threshold());
        Optional<ProductCheck> check = model.prototypes()
                .check(
                        accepted.frame().productId(),
                        batch.impressions().get(index).features());
        Decision decision = Decision.valueOf(
                ProductCheck.decide(check, assessment.decision()).name());
        Optional<MapPng> kept = policy.keeps(decision, accepted.frame().id())
                ? Optional.of(MapPng.encode(assessment.map()))
                : Optional.empty();
        StageTimes times = new StageTimes(
                prepared.decodeNanos() - accepted.arrivedNanos() + batch.forwardNanos() - prepared.preparedNanos(),
                prepared.preparedNanos() - prepared.decodeNanos(),
                batch.scoredNanos() - batch.forwardNanos(),
                nanos.getAsLong() - begin,
                batch.frames().size());
        return new Outcome.Scored(
                accepted.ref(),
                accepted.frame(),
                prepared.digest(),
                batch.model().identity(),
                decision,
                assessment.score(),
                threshold,
                check,
                regions(assessment, prepared, decision),
                decision == Decision.WRONG_PRODUCT ? Optional.empty() : assessment.relief(),
                kept,
                times,
                now);
    }

    /** Above the threshold that made the decision, in pixels of the camera's picture. */
    private static List<Region> regions(Assessment assessment, Prepared prepared, Decision decision) {
        if (decision != Decision.REVIEW && decision != Decision.REJECT) {
            return List.of();
        }
        double across = (double) prepared.width() / assessment.map().width();
        double down = (double) prepared.height() / assessment.map().height();
        return assessment.regions().stream()
                .limit(MAX_REGIONS)
                .map(region -> new Region(
                        region.x() * across,
                        region.y() * down,
                        region.width() * across,
                        region.height() * down,
                        region.area() * across * down,
                        region.peak()))
                .toList();
    }
}
