// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.GaussianFilter;
import dev.invigil.detector.map.Region;
import dev.invigil.detector.map.Regions;
import dev.invigil.detector.model.PostProcessing;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Turns the output of one model into decisions. The scorer, {@code score}, {@code evaluate}, the report and {@code calibrate} all call it,
 * and nothing else decides. Pure: the result depends on the arguments alone. Immutable, so any number of threads may share it.
 *
 * <p>The steps: smooth the raw map, leave out what the camera's mask ignores, take the score, compare it with the threshold in force, ask
 * for a region of the minimum area, and let the product check decide whether the threshold applied at all.
 */
public final class Inspector {
    private final PostProcessing postprocessing;
    private final GaussianFilter smoothing;
    private final ModelThresholds thresholds;
    private final CameraRules rules;

    /**
     * @param postprocessing how a raw map becomes a score. A score decides against a part only when it is greater than the threshold by more
     *     than the {@linkplain PostProcessing#tolerance tolerance}. That is never more often than without a tolerance, so a guarantee about
     *     false rejects holds
     * @param thresholds of the model
     * @param rules for maps of the model's size
     */
    public Inspector(PostProcessing postprocessing, ModelThresholds thresholds, CameraRules rules) {
        this.postprocessing = postprocessing;
        this.smoothing = postprocessing.smoothing();
        this.thresholds = thresholds;
        this.rules = rules;
    }

    /**
     * Smooths and scores a map.
     *
     * @param raw as the model gave it
     * @throws NonFiniteScoreException if it has a value that is not finite
     * @throws IllegalArgumentException if the camera's mask is of another size
     */
    public ScoredMap score(AnomalyMap raw, InspectionPoint point) {
        AnomalyMap whole = smoothing.apply(raw);
        double wholeScore = postprocessing.score(whole);
        if (!Double.isFinite(wholeScore)) {
            throw new NonFiniteScoreException(wholeScore);
        }
        CameraRule rule = rules.of(point);
        AnomalyMap map = rule.mask().map(mask -> mask.applyTo(whole)).orElse(whole);
        return new ScoredMap(whole, map, wholeScore, postprocessing.score(map), rule);
    }

    /**
     * The threshold in force; empty when the model does not know the product. It is provisional when it was calibrated with another mask
     * than that of the rule that applies.
     */
    public Optional<ThresholdInForce> threshold(InspectionPoint point, Overrides overrides, Instant now) {
        return thresholds
                .inForce(point, overrides, now)
                .map(threshold -> threshold.withMaskInForce(rules.of(point).maskDigest()));
    }

    /**
     * Which of the model's thresholds were calibrated with another mask than that of the rule that applies, and what to do: for each
     * product, at each camera that the model or the rules name, and at all others.
     */
    public Map<InspectionPoint, String> otherMasks() {
        Map<InspectionPoint, String> found = new LinkedHashMap<>();
        thresholds.products().forEach((product, known) -> cameras(known).forEach(camera -> {
            InspectionPoint point = new InspectionPoint(product, camera);
            known.at(camera).invalidWith(rules.of(point).maskDigest()).ifPresent(reason -> found.put(point, reason));
        }));
        return found;
    }

    private Stream<Optional<String>> cameras(ProductThresholds product) {
        Stream<String> named = Stream.concat(
                product.cameras().keySet().stream(),
                rules.rules().keySet().stream().flatMap(target -> target.camera().stream()));
        return Stream.concat(
                Stream.of(Optional.empty()), named.distinct().sorted().map(Optional::of));
    }

    /**
     * Inspects one part.
     *
     * @param raw the anomaly map as the model gave it
     * @param check what the product check found; empty when nothing was checked
     * @param point whose thresholds and rules apply
     * @param overrides set by operators
     * @param now decides which overrides have expired
     * @throws NonFiniteScoreException as {@link #score}
     * @throws IllegalArgumentException if the model does not know the product
     */
    public Inspection inspect(
            AnomalyMap raw, Optional<ProductCheck> check, InspectionPoint point, Overrides overrides, Instant now) {
        ThresholdInForce threshold = threshold(point, overrides, now)
                .orElseThrow(() ->
                        new IllegalArgumentException("the model has no thresholds for the product " + point.product()));
        return inspect(score(raw, point), check, threshold);
    }

    /** The same for a map that is scored already. */
    public Inspection inspect(ScoredMap scored, Optional<ProductCheck> check, ThresholdInForce threshold) {
        Found found = byMap(scored, threshold.threshold());
        Decision decision = check.map(known -> known.decide(found.decision())).orElse(found.decision());
        boolean decidedByMap = decision != Decision.WRONG_PRODUCT;
        return new Inspection(
                decision,
                scored.score(),
                scored.map(),
                decidedByMap ? found.regions() : List.of(),
                threshold,
                check,
                scored.rule(),
                threshold
                        .calibration()
                        .map(scores -> scores.rank(
                                scored.score(), threshold.threshold().reject(), postprocessing.tolerance())),
                decidedByMap ? effect(scored, found.decision(), threshold.threshold()) : Optional.empty());
    }

    private record Found(Decision decision, List<Region> regions) {}

    private Found byMap(ScoredMap scored, ClassThreshold threshold) {
        Decision byScore = threshold.decide(scored.score(), postprocessing.tolerance());
        if (byScore == Decision.REJECT) {
            List<Region> regions = regions(scored, threshold.reject());
            if (isEnough(scored, regions)) {
                return new Found(Decision.REJECT, regions);
            }
        }
        if (byScore != Decision.PASS) {
            List<Region> regions = regions(scored, threshold.review());
            if (isEnough(scored, regions)) {
                return new Found(Decision.REVIEW, regions);
            }
        }
        return new Found(Decision.PASS, List.of());
    }

    private List<Region> regions(ScoredMap scored, double threshold) {
        return Regions.above(
                scored.map(),
                threshold + postprocessing.tolerance(),
                scored.rule().minimumArea());
    }

    /** A score that is not the map's maximum may decide without any region, unless a minimum area is asked for. */
    private static boolean isEnough(ScoredMap scored, List<Region> regions) {
        return scored.rule().minimumArea() == 1 || !regions.isEmpty();
    }

    private Optional<RuleEffect> effect(ScoredMap scored, Decision decision, ClassThreshold threshold) {
        Decision otherwise = threshold.decide(scored.wholeScore(), postprocessing.tolerance());
        Decision byScore = threshold.decide(scored.score(), postprocessing.tolerance());
        return otherwise == decision
                ? Optional.empty()
                : Optional.of(
                        new RuleEffect(otherwise, scored.wholeScore(), byScore != otherwise, decision != byScore));
    }
}
