// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.camera;

import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.IgnoreMask;
import dev.invigil.detector.map.Region;
import dev.invigil.detector.map.Regions;
import java.util.List;
import java.util.Optional;

/**
 * How a camera's maps are judged. A mask lowers scores and a minimum area only turns decisions down: what the threshold promises about
 * false rejects holds as before, or better.
 *
 * @param minimumArea a region above the threshold must have as many pixels of the map for its decision
 * @param mask what does not count
 */
public record CameraRule(int minimumArea, Optional<IgnoreMask> mask) {
    /**
     * @param whole smoothed map, all of it
     * @throws IllegalArgumentException if the map has a NaN
     */
    public Assessment assess(AnomalyMap whole, ClassThreshold threshold) {
        AnomalyMap map = mask.map(ignored -> ignored.applyTo(whole)).orElse(whole);
        double score = map.max();
        Decision wanted = threshold.decide(score);
        if (wanted == Decision.REJECT) {
            List<Region> regions = Regions.above(map, threshold.reject(), minimumArea);
            if (!regions.isEmpty()) {
                return assessment(Decision.REJECT, map, regions, whole, threshold);
            }
        }
        if (wanted != Decision.PASS) {
            List<Region> regions = Regions.above(map, threshold.review(), minimumArea);
            if (!regions.isEmpty()) {
                return assessment(Decision.REVIEW, map, regions, whole, threshold);
            }
        }
        return assessment(Decision.PASS, map, List.of(), whole, threshold);
    }

    private static Assessment assessment(
            Decision decision, AnomalyMap map, List<Region> regions, AnomalyMap whole, ClassThreshold threshold) {
        double score = map.max();
        double wholeScore = whole.max();
        Decision otherwise = threshold.decide(wholeScore);
        Optional<Assessment.Relief> relief = otherwise == decision
                ? Optional.empty()
                : Optional.of(new Assessment.Relief(
                        otherwise,
                        wholeScore,
                        threshold.decide(score) != otherwise,
                        decision != threshold.decide(score)));
        return new Assessment(decision, score, map, regions, relief);
    }
}
