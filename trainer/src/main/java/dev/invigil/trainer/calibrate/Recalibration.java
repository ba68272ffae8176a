// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.calibrate;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.PictureDigests;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.evaluate.LineConditions;
import dev.invigil.detector.bundle.CalibratedCamera;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.decision.CalibrationParts;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.FreshParts;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.calibrate.ThresholdChange.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recalibrates a bundle's thresholds; its network does not change.
 *
 * @param model the bundle's description with the new thresholds
 * @param changes class by class, cameras after their class
 */
public record Recalibration(ModelDescription model, List<ThresholdChange> changes) {
    public Recalibration {
        changes = List.copyOf(changes);
    }

    /**
     * Sets thresholds by the scores that the bundle keeps: other rates, the same parts. With a camera, those of that camera alone.
     *
     * @throws OperatorException if the rates make no sense, or no class has thresholds for the camera
     */
    public static Recalibration byKeptScores(ModelBundle bundle, AskedRates asked, Optional<String> camera) {
        double tolerance = bundle.model().detector().postprocessing().tolerance();
        List<CalibratedClass> classes = new ArrayList<>();
        List<ThresholdChange> changes = new ArrayList<>();
        for (CalibratedClass known : bundle.model().classes()) {
            CalibratedClass changed = known;
            if (camera.isEmpty()) {
                changed = change(
                        changed,
                        Optional.empty(),
                        known.calibrationScores(),
                        known.threshold().mask(),
                        asked,
                        tolerance,
                        0,
                        0,
                        changes);
            }
            for (Map.Entry<String, CalibratedCamera> own : known.cameras().entrySet()) {
                if (camera.isEmpty() || camera.get().equals(own.getKey())) {
                    changed = change(
                            changed,
                            Optional.of(own.getKey()),
                            own.getValue().calibrationScores(),
                            own.getValue().threshold().mask(),
                            asked,
                            tolerance,
                            0,
                            0,
                            changes);
                }
            }
            classes.add(changed);
        }
        if (changes.isEmpty()) {
            throw new OperatorException("no product of the bundle has thresholds for camera " + camera.orElseThrow()
                    + "; name a folder of its images with --data");
        }
        return new Recalibration(bundle.model().withClasses(classes), changes);
    }

    /**
     * Sets thresholds by the scores of these good parts. Images that the model was trained on are left out, other views of their parts
     * too, and so is an image's second copy; classes that are not among the data stay as they are.
     *
     * @param root where the data is, for messages
     * @param data images of good parts, of products that the model knows
     * @param camera whose images these are; when absent, of all cameras that have no thresholds of their own
     * @param rules of the line: pixels that do not count there do not count here
     * @throws BrokenDataException listing products that the model does not know, or stating that there is no image
     * @throws OperatorException if the rates make no sense, or an image cannot be read
     * @throws IOException if the disk fails
     */
    public static Recalibration byPictures(
            ModelBundle bundle,
            Path root,
            List<ProductClass> data,
            AskedRates asked,
            Optional<String> camera,
            CameraRules rules,
            ComputeDevice device,
            Calibration.Listener listener)
            throws IOException {
        checkClasses(bundle, root, data);
        Map<String, FreshParts<Picture>> parts = new LinkedHashMap<>();
        Map<String, CalibrationParts<Picture>> fresh = new LinkedHashMap<>();
        for (ProductClass product : data) {
            if (!product.train().isEmpty()) {
                Map<Picture, String> digests = PictureDigests.of(product.train());
                FreshParts<Picture> sorted = FreshParts.of(digests, image -> bundle.trainingPictures()
                        .filter(known -> known.contains(digests.get(image))
                                || known.contains(PartSplit.part(product, image, digests)))
                        .isPresent());
                parts.put(product.name(), sorted);
                fresh.put(product.name(), sorted.calibration());
            }
        }
        Map<String, List<Double>> scores;
        Map<String, Optional<String>> masks = new LinkedHashMap<>();
        try (Calibration calibration = new Calibration(bundle, LineConditions.of(rules, camera), device)) {
            scores = calibration.scores(fresh, listener);
            fresh.keySet().forEach(product -> masks.put(product, calibration.mask(product)));
        }
        double tolerance = bundle.model().detector().postprocessing().tolerance();
        List<CalibratedClass> classes = new ArrayList<>();
        List<ThresholdChange> changes = new ArrayList<>();
        for (CalibratedClass known : bundle.model().classes()) {
            FreshParts<Picture> sorted = parts.get(known.name());
            classes.add(
                    sorted == null
                            ? known
                            : change(
                                    known,
                                    camera,
                                    scores.get(known.name()),
                                    masks.get(known.name()),
                                    asked,
                                    tolerance,
                                    sorted.trained().size(),
                                    sorted.repeated().size(),
                                    changes));
        }
        return new Recalibration(bundle.model().withClasses(classes), changes);
    }

    /** Whether any threshold was set; if not, the description is as it was. */
    public boolean isAny() {
        return changes.stream().anyMatch(change -> change.after() instanceof Outcome.Calibrated);
    }

    private static void checkClasses(ModelBundle bundle, Path root, List<ProductClass> data) {
        List<String> known =
                bundle.model().classes().stream().map(CalibratedClass::name).toList();
        List<String> problems = new ArrayList<>();
        for (ProductClass product : data) {
            if (!known.contains(product.name())) {
                problems.add("the model does not know the product " + product.name() + "; it knows "
                        + String.join(", ", known.stream().sorted().toList()));
            }
        }
        if (data.stream().allMatch(product -> product.train().isEmpty())) {
            problems.add("no image of a good part to calibrate with; expected CLASS/train/good or CLASS/NAME.png");
        }
        if (!problems.isEmpty()) {
            throw new BrokenDataException(root, problems);
        }
    }

    private static CalibratedClass change(
            CalibratedClass known,
            Optional<String> camera,
            List<Double> scores,
            Optional<String> mask,
            AskedRates asked,
            double tolerance,
            int trained,
            int repeated,
            List<ThresholdChange> changes) {
        ClassThreshold before =
                camera.flatMap(known::camera).map(CalibratedCamera::threshold).orElse(known.threshold());
        FalseRejectRates rates = rates(asked, before.asked());
        Optional<String> refusal = Calibration.refusal(scores.size(), rates);
        if (refusal.isPresent()) {
            Outcome refused = new Outcome.Refused(scores.size(), refusal.get());
            changes.add(new ThresholdChange(known.name(), camera, trained, repeated, before, refused));
            return known;
        }
        CalibratedCamera own = CalibratedCamera.of(scores, rates, tolerance).withMask(mask);
        Outcome calibrated = new Outcome.Calibrated(own.threshold());
        changes.add(new ThresholdChange(known.name(), camera, trained, repeated, before, calibrated));
        return camera.map(name -> known.with(name, own)).orElseGet(() -> known.with(own));
    }

    private static FalseRejectRates rates(AskedRates asked, FalseRejectRates before) {
        try {
            return asked.after(before);
        } catch (IllegalArgumentException e) {
            throw new OperatorException(e.getMessage(), e);
        }
    }
}
