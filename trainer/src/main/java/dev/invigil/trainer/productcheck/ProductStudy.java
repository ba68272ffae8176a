// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.productcheck;

import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.FeatureExtractor;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.training.ImageSource;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.depth.DepthOption;
import dev.invigil.trainer.product.PrototypeMaker;
import dev.invigil.trainer.train.TrainingEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows a data set's test parts under every product's name. */
public final class ProductStudy {
    private ProductStudy() {}

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Listener {
        /** At {@code stage}, {@code done} of {@code total} have been looked at: good parts, or classes of test parts. */
        void looked(String stage, int done, int total);
    }

    /**
     * By the prototypes of a bundle.
     *
     * @throws OperatorException if the bundle has none, there is no test part, or a file is not a readable image
     */
    public static ProductTable of(
            ModelBundle bundle, List<ProductClass> data, ComputeDevice device, Listener listener) {
        if (bundle.prototypes().isEmpty()) {
            throw new OperatorException(
                    "the bundle has no prototypes, so it cannot distinguish products; train it again");
        }
        try (FeatureExtractor encoder = bundle.detector()
                .openFeatures(device)
                .orElseThrow(
                        () -> new OperatorException(
                                "the bundle's detector has no features to distinguish products with; train another detector"))) {
            return of(maker(encoder), bundle.prototypes(), data, listener);
        }
    }

    /**
     * Uses prototypes of the data's own good training parts; no model is trained.
     *
     * @param size height and width of the images
     * @throws OperatorException if no product has enough parts, there is no test part, or a file is not a readable image
     * @throws IOException if the disk fails
     */
    public static ProductTable of(
            TrainingEncoder encoder, int size, List<ProductClass> data, ComputeDevice device, Listener listener)
            throws IOException {
        Preprocessing preprocessing = DepthOption.AUTO
                .choose(Preprocessing.imageNet(size, size), data)
                .preprocessing();
        Photographs photographs = new Photographs(preprocessing);
        List<Picture> all =
                data.stream().flatMap(product -> product.train().stream()).toList();
        if (all.isEmpty()) {
            throw new OperatorException(
                    "no image of a good part to compute prototypes from; name a folder with good parts with --data");
        }
        TrainingEncoder settled = encoder.settledOn(
                new ImageSource() {
                    @Override
                    public int count() {
                        return all.size();
                    }

                    @Override
                    public RgbImage image(int index) {
                        return photographs.picture(all.get(index));
                    }
                },
                preprocessing,
                device,
                () -> {});
        Map<String, List<Picture>> parts = new LinkedHashMap<>();
        data.forEach(product -> parts.put(product.name(), product.train()));
        try (FeatureExtractor open =
                FeatureExtractor.open(settled.network(), settled.weights(), preprocessing, device)) {
            PrototypeMaker maker = maker(open);
            Prototypes prototypes = maker.of(parts, (done, of) -> listener.looked("prototypes", done, of));
            if (prototypes.isEmpty()) {
                throw new OperatorException(
                        "no product has enough good parts for a prototype; add images of good parts");
            }
            return of(maker, prototypes, data, listener);
        }
    }

    private static PrototypeMaker maker(FeatureExtractor encoder) {
        return new PrototypeMaker(encoder, new Photographs(encoder.preprocessing()));
    }

    private static ProductTable of(
            PrototypeMaker maker, Prototypes prototypes, List<ProductClass> data, Listener listener) {
        List<ProductClass> tested =
                data.stream().filter(product -> !product.test().isEmpty()).toList();
        if (tested.isEmpty()) {
            throw new OperatorException("no test image; name a data set with test images with --data");
        }
        List<ProductTable.Shown> shown = new ArrayList<>();
        for (ProductClass product : tested) {
            Map<String, List<Picture>> byDefect = new LinkedHashMap<>();
            for (TestPhotograph photograph : product.test()) {
                byDefect.computeIfAbsent(photograph.defect(), defect -> new ArrayList<>())
                        .add(photograph.image());
            }
            List<float[]> good = maker.features(byDefect.getOrDefault(TestPhotograph.GOOD, List.of()));
            byDefect.remove(TestPhotograph.GOOD);
            Map<String, List<float[]>> defective = new LinkedHashMap<>();
            byDefect.forEach((defect, pictures) -> defective.put(defect, maker.features(pictures)));
            shown.add(new ProductTable.Shown(product.name(), good, defective));
            listener.looked("test classes", shown.size(), tested.size());
        }
        return ProductTable.of(prototypes, shown);
    }
}
