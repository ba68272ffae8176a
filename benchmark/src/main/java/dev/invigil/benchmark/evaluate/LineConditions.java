// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.evaluate;

import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.Overrides;
import java.time.Instant;
import java.util.Optional;

/**
 * What a line would apply to images beside the bundle itself.
 *
 * @param rules for maps of the bundle's size
 * @param camera that took the images; absent: unknown, so only rules and thresholds for all cameras apply
 * @param overrides of thresholds
 * @param now decides which overrides have expired
 */
public record LineConditions(CameraRules rules, Optional<String> camera, Overrides overrides, Instant now) {
    /** No rules, no overrides, an unknown camera. */
    public static final LineConditions NONE = of(CameraRules.NONE, Optional.empty());

    /** Without overrides. */
    public static LineConditions of(CameraRules rules, Optional<String> camera) {
        return new LineConditions(rules, camera, Overrides.NONE, Instant.EPOCH);
    }

    /** Where a product of these images is inspected. */
    public InspectionPoint point(String product) {
        return new InspectionPoint(product, camera);
    }
}
