// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.calibrate;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.evaluate.ImageScorer;
import dev.invigil.benchmark.evaluate.LineConditions;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.CalibrationParts;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.Inspector;
import dev.invigil.detector.decision.ModelThresholds;
import dev.invigil.detector.decision.SplitConformal;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.kit.OperatorException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/** A model at the task of scoring good parts that it was not trained on. Owned by one thread. */
public final class Calibration implements AutoCloseable {
    /** Hears how far it is; called from several threads. */
    @FunctionalInterface
    public interface Listener {
        /** {@code done} of {@code total} held-out images have been scored. */
        void calibrated(int done, int total);
    }

    private final ImageScorer scorer;
    private final Inspector inspector;
    private final LineConditions conditions;

    /** Opens a detector that has no bundle yet. */
    public Calibration(Detector detector, ComputeDevice device) {
        this.scorer = new ImageScorer(detector, device);
        this.conditions = LineConditions.NONE;
        this.inspector = new Inspector(scorer.postprocessing(), ModelThresholds.none(), conditions.rules());
    }

    /** @param conditions the camera and its rules: pixels that do not count on the line do not count here */
    public Calibration(ModelBundle bundle, LineConditions conditions, ComputeDevice device) {
        this.scorer = new ImageScorer(bundle, device);
        this.conditions = conditions;
        this.inspector = bundle.inspector(conditions.rules());
    }

    /**
     * The scores of all parts, by class, in no order.
     *
     * @throws OperatorException naming a file that is not a readable image
     */
    public Map<String, List<Double>> scores(Map<String, CalibrationParts<Picture>> parts, Listener listener) {
        int total = parts.values().stream().mapToInt(part -> part.list().size()).sum();
        AtomicInteger done = new AtomicInteger();
        Map<String, List<Double>> scores = new LinkedHashMap<>();
        parts.forEach((name, part) -> {
            List<Double> own = Collections.synchronizedList(new ArrayList<>());
            scorer.score(part.list(), picture -> picture, picture -> name, (picture, map) -> {
                own.add(inspector.score(map, conditions.point(name)).score());
                listener.calibrated(done.incrementAndGet(), total);
            });
            scores.put(name, List.copyOf(own));
        });
        return scores;
    }

    /** Digest of the mask that the scores of this product are computed with; empty when every pixel counts. */
    Optional<String> mask(String product) {
        return conditions.rules().of(conditions.point(product)).maskDigest();
    }

    /**
     * The classes of a model that has none yet: newly trained or imported.
     *
     * @param parts good parts by class
     * @param trainingParts how many parts the model was trained on, by product; 0 if unknown
     * @throws BrokenDataException listing the classes that have too few parts for any threshold
     */
    public List<CalibratedClass> classes(
            Map<String, CalibrationParts<Picture>> parts,
            ToIntFunction<String> trainingParts,
            FalseRejectRates asked,
            Listener listener) {
        List<String> problems = new ArrayList<>();
        parts.forEach((name, part) ->
                refusal(part.list().size(), asked).ifPresent(reason -> problems.add(name + ": " + reason)));
        if (!problems.isEmpty()) {
            throw new BrokenDataException("calibration", problems);
        }
        List<CalibratedClass> classes = new ArrayList<>();
        scores(parts, listener)
                .forEach((name, scores) -> classes.add(CalibratedClass.of(
                        name,
                        trainingParts.applyAsInt(name),
                        scores,
                        asked,
                        scorer.postprocessing().tolerance())));
        return classes;
    }

    /** Why so few held-out parts set no threshold, and the remedy; empty when they do. */
    public static Optional<String> refusal(int parts, FalseRejectRates asked) {
        return SplitConformal.refusal(parts, asked).map(reason -> reason + "; collect more images of good parts");
    }

    @Override
    public void close() {
        scorer.close();
    }
}
