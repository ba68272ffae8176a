// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.decision.CalibrationScores;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.ProductThresholds;
import dev.invigil.detector.model.PostProcessing;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A product that the model knows.
 *
 * @param name the product, as frames name it
 * @param trainingParts how many good parts it was trained on
 * @param calibrationScores of the good parts held out, ascending: other false-reject rates can be had without the images
 * @param threshold that follows from them
 * @param cameras thresholds of single cameras, which take precedence; may be empty
 */
public record CalibratedClass(
        String name,
        int trainingParts,
        List<Double> calibrationScores,
        ClassThreshold threshold,
        Map<String, CalibratedCamera> cameras) {
    public CalibratedClass {
        Objects.requireNonNull(threshold, "threshold");
        calibrationScores = CalibratedCamera.ascending(calibrationScores);
        cameras = Collections.unmodifiableMap(new TreeMap<>(cameras));
        if (name.isBlank() || cameras.keySet().stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("products and cameras need names");
        }
        CalibratedCamera.requireAsMany("class " + name, calibrationScores, threshold);
    }

    /**
     * A class with the thresholds that these scores allow for these rates, the same for all cameras.
     *
     * @throws IllegalArgumentException if they are too few for any
     */
    public static CalibratedClass of(
            String name, int trainingParts, List<Double> calibrationScores, FalseRejectRates asked) {
        return of(name, trainingParts, calibrationScores, asked, PostProcessing.NO_TOLERANCE);
    }

    /**
     * The same for scores that may differ from run to run.
     *
     * @param tolerance of the model's post-processing: scores that differ by at most twice as much are tied
     */
    public static CalibratedClass of(
            String name, int trainingParts, List<Double> calibrationScores, FalseRejectRates asked, double tolerance) {
        CalibratedCamera all = CalibratedCamera.of(calibrationScores, asked, tolerance);
        return new CalibratedClass(name, trainingParts, all.calibrationScores(), all.threshold(), Map.of());
    }

    /** The same class with another calibration for its cameras in general. */
    public CalibratedClass with(CalibratedCamera general) {
        return new CalibratedClass(name, trainingParts, general.calibrationScores(), general.threshold(), cameras);
    }

    /** The same class with another calibration for one camera. */
    public CalibratedClass with(String camera, CalibratedCamera own) {
        Map<String, CalibratedCamera> all = new TreeMap<>(cameras);
        all.put(camera, own);
        return new CalibratedClass(name, trainingParts, calibrationScores, threshold, all);
    }

    /** The same class; no rate is guaranteed, for this reason in addition to those there are. */
    public CalibratedClass weakenedBy(String reason) {
        Map<String, CalibratedCamera> weaker = new TreeMap<>();
        cameras.forEach((camera, own) -> weaker.put(
                camera,
                new CalibratedCamera(own.calibrationScores(), own.threshold().weakenedBy(reason))));
        return new CalibratedClass(name, trainingParts, calibrationScores, threshold.weakenedBy(reason), weaker);
    }

    /** All thresholds of the class, as the decision takes them. */
    public ProductThresholds thresholds() {
        Map<String, ClassThreshold> own = new TreeMap<>();
        Map<String, CalibrationScores> ownScores = new TreeMap<>();
        cameras.forEach((camera, calibrated) -> {
            own.put(camera, calibrated.threshold());
            ownScores.put(camera, scores(calibrated.calibrationScores(), calibrated.threshold()));
        });
        return new ProductThresholds(threshold, own, Optional.of(scores(calibrationScores, threshold)), ownScores);
    }

    private static CalibrationScores scores(List<Double> scores, ClassThreshold threshold) {
        return new CalibrationScores(scores, threshold.mask());
    }

    /** The calibration that is this camera's own. */
    public Optional<CalibratedCamera> camera(String camera) {
        return Optional.ofNullable(cameras.get(camera));
    }
}
