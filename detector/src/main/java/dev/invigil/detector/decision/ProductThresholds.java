// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The calibrated thresholds of one product.
 *
 * @param general for cameras without thresholds of their own
 * @param cameras by camera; may be empty
 * @param generalScores the calibration scores of {@code general}, if they are known
 * @param cameraScores the calibration scores of {@code cameras}, as far as they are known
 */
public record ProductThresholds(
        ClassThreshold general,
        Map<String, ClassThreshold> cameras,
        Optional<CalibrationScores> generalScores,
        Map<String, CalibrationScores> cameraScores) {
    public ProductThresholds {
        Objects.requireNonNull(generalScores, "generalScores");
        cameras = Map.copyOf(cameras);
        cameraScores = Map.copyOf(cameraScores);
    }

    /** Thresholds whose calibration scores are not known. */
    public ProductThresholds(ClassThreshold general, Map<String, ClassThreshold> cameras) {
        this(general, cameras, Optional.empty(), Map.of());
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

    /** The bundle's threshold that applies at this camera, with its calibration scores. */
    ThresholdInForce inForce(Optional<String> camera) {
        return camera.flatMap(name -> camera(name)
                        .map(own -> new ThresholdInForce(
                                own,
                                ThresholdInForce.Origin.BUNDLE_CAMERA,
                                Optional.empty(),
                                Optional.ofNullable(cameraScores.get(name)))))
                .orElseGet(() ->
                        new ThresholdInForce(general, ThresholdInForce.Origin.BUNDLE, Optional.empty(), generalScores));
    }
}
