// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.camera;

import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.Region;
import java.util.List;
import java.util.Optional;

/**
 * What a map says about a part.
 *
 * @param score maximum of the pixels that count
 * @param map ignored pixels at its lowest value
 * @param regions above the threshold of the decision, strongest first; none on PASS
 * @param relief when the camera's rule made the decision milder
 */
public record Assessment(
        Decision decision, double score, AnomalyMap map, List<Region> regions, Optional<Relief> relief) {
    /**
     * What would have been without the camera's rule.
     *
     * @param otherwise the decision
     * @param wholeScore the score of the whole map
     * @param byMask whether the mask made the difference
     * @param byArea whether the minimum area did
     */
    public record Relief(Decision otherwise, double wholeScore, boolean byMask, boolean byArea) {}
}
