// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.Region;
import java.util.List;
import java.util.Optional;

/**
 * The result of inspecting one part. Only {@link Inspector} makes it.
 *
 * @param decision what is to become of the part
 * @param score of the pixels that count
 * @param map smoothed; ignored pixels have its lowest value
 * @param regions above the threshold that decided, in pixels of the map, strongest first; none on PASS and WRONG_PRODUCT
 * @param threshold in force for this part
 * @param check whether it is the product that it is said to be; absent where that cannot be told
 * @param rule of the camera
 * @param calibration where the score stands among the calibration scores; absent where none apply
 * @param effect when the rule made the decision milder; absent on WRONG_PRODUCT, which no threshold decided
 */
public record Inspection(
        Decision decision,
        double score,
        AnomalyMap map,
        List<Region> regions,
        ThresholdInForce threshold,
        Optional<ProductCheck> check,
        CameraRule rule,
        Optional<CalibrationScores.Rank> calibration,
        Optional<RuleEffect> effect) {
    public Inspection {
        regions = List.copyOf(regions);
    }

    /** SHA-256 of the mask that was applied, see {@link dev.invigil.detector.map.IgnoreMask#digest}. */
    public Optional<String> maskDigest() {
        return rule.maskDigest();
    }
}
