// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.decision.ClassThreshold;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A bundle's thresholds of one product.
 *
 * @param general for cameras without their own
 * @param cameras by camera; may be empty
 */
public record ProductThresholds(ClassThreshold general, Map<String, ClassThreshold> cameras) {
    public ProductThresholds {
        cameras = Map.copyOf(cameras);
    }

    /** The same for all cameras. */
    public static ProductThresholds of(ClassThreshold general) {
        return new ProductThresholds(general, Map.of());
    }

    static ProductThresholds of(CalibratedClass known) {
        Map<String, ClassThreshold> cameras = new TreeMap<>();
        known.cameras().forEach((camera, own) -> cameras.put(camera, own.threshold()));
        return new ProductThresholds(known.threshold(), cameras);
    }

    /** The thresholds that are this camera's own. */
    public Optional<ClassThreshold> camera(String camera) {
        return Optional.ofNullable(cameras.get(camera));
    }
}
