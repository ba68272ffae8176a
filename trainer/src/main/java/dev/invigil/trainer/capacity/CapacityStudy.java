// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.capacity;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.kit.disk.TemporaryFolder;
import dev.invigil.trainer.evaluate.HeldOutEvaluation;
import dev.invigil.trainer.gate.EvaluatedPart;
import dev.invigil.trainer.train.TrainingData;
import dev.invigil.trainer.train.TrainingEncoder;
import dev.invigil.trainer.train.TrainingJob;
import dev.invigil.trainer.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Trains a model of each product alone and evaluates it and the shared model on the same test parts.
 *
 * <p>The good parts of a product are split by the seed and the share of the shared model's training, so where the data is that of its training, both models were
 * trained on the same parts of the product.
 *
 * @param shared the model of all products
 * @param root the data's folder
 * @param alone how a model of one product is trained; its name, version and rates are replaced
 * @param encoder that the models of one product are trained on
 */
public record CapacityStudy(
        ModelBundle shared,
        Path root,
        TrainingPlan alone,
        TrainingEncoder encoder,
        ComputeDevice device,
        String codeVersion,
        Clock clock) {

    /** Hears how far it is; called from several threads. */
    @FunctionalInterface
    public interface Listener {
        void progressed(String stage, long done, long total);
    }

    /**
     * The comparison.
     *
     * @param products that could be compared; may be empty
     * @param leftOut why others could not, by product
     */
    public record Result(List<PairedProduct> products, Map<String, String> leftOut) {
        public Result {
            products = List.copyOf(products);
            leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
        }
    }

    /**
     * Compares all products that the bundle knows and that the data has both training and test images of.
     *
     * @throws BenchmarkException if an image cannot be read, or the bundle's self-test fails
     * @throws IOException if the disk fails
     */
    public Result run(List<ProductClass> data, Listener listener) throws IOException {
        Map<String, CalibratedClass> known =
                shared.model().classes().stream().collect(Collectors.toMap(CalibratedClass::name, each -> each));
        List<PairedProduct> pairs = new ArrayList<>();
        Map<String, String> leftOut = new TreeMap<>();
        for (ProductClass product : data) {
            if (!known.containsKey(product.name())) {
                leftOut.put(product.name(), "the bundle does not know it");
            } else if (product.train().isEmpty() || product.test().isEmpty()) {
                leftOut.put(
                        product.name(),
                        "there are no " + (product.train().isEmpty() ? "training" : "test") + " images");
            } else {
                compare(product, known.get(product.name()), pairs, leftOut, listener);
            }
        }
        return new Result(pairs, leftOut);
    }

    private void compare(
            ProductClass product,
            CalibratedClass calibrated,
            List<PairedProduct> pairs,
            Map<String, String> leftOut,
            Listener listener)
            throws IOException {
        TrainingData own;
        try {
            own = TrainingData.drawn(
                    List.of(product),
                    alone.calibrationShare(),
                    alone.recipe().seed(),
                    calibrated.threshold().asked());
        } catch (BrokenDataException e) {
            leftOut.put(product.name(), e.getMessage());
            return;
        }
        List<EvaluatedPart> byShared = evaluated(shared, product, "shared " + product.name(), listener);
        try (TemporaryFolder temporary = TemporaryFolder.create("invigil-capacity")) {
            TrainingPlan plan = new TrainingPlan(
                    product.name(),
                    "alone",
                    alone.family(),
                    alone.preprocessing(),
                    alone.postprocessing(),
                    alone.recipe(),
                    alone.calibrationShare(),
                    calibrated.threshold().asked());
            ModelBundle bundle = new TrainingJob(plan, encoder, device, codeVersion, clock)
                    .run(
                            own,
                            temporary.folder().resolve("bundle"),
                            Optional.empty(),
                            new Stages(product.name(), listener));
            pairs.add(new PairedProduct(
                    product.name(),
                    calibrated.trainingParts(),
                    own.parts().get(product.name()).training().list().size(),
                    byShared,
                    evaluated(bundle, product, "alone " + product.name(), listener)));
        }
    }

    private List<EvaluatedPart> evaluated(ModelBundle bundle, ProductClass product, String stage, Listener listener) {
        return new HeldOutEvaluation(bundle, root, List.of(product), MetricDefinition.ADER)
                .parts(device, (done, total) -> listener.progressed(stage, done, total))
                .products()
                .get(product.name());
    }

    /** The stages of a training. */
    private record Stages(String product, Listener listener) implements TrainingJob.Listener {
        @Override
        public void encoded(int done, int total) {
            listener.progressed("features " + product, done, total);
        }

        @Override
        public void stepped(Progress progress) {
            listener.progressed("training " + product, progress.stepsTaken(), progress.stepsInAll());
        }

        @Override
        public void calibrated(int done, int total) {
            listener.progressed("thresholds " + product, done, total);
        }
    }
}
