// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.Map;
import java.util.Optional;

/**
 * The calibrated thresholds of one product.
 *
 * @param general for cameras without thresholds of their own
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

    /** The thresholds that are this camera's own. */
    public Optional<ClassThreshold> camera(String camera) {
        return Optional.ofNullable(cameras.get(camera));
    }

    /**
     * The thresholds that apply at this camera.
     *
     * @param camera empty: one without thresholds of its own
     */
    ClassThreshold at(Optional<String> camera) {
        return camera.flatMap(this::camera).orElse(general);
    }
}
