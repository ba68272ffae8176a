// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.encoder.Encoders;
import dev.invigil.detector.encoder.Tokens;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.memory.MemoryShape.Image;
import dev.invigil.detector.memory.ProductMemory.Addition;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorSpec;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.Checkpoints;
import dev.invigil.detector.training.ImageSource;
import dev.invigil.detector.training.TrainingListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Looks at each good image once and remembers some of its patches. There are no steps, and nothing is drawn. */
final class MemoryTraining implements DetectorTrainer {
    /** Of one product. */
    static final int MOST_ROWS = 10_000;

    /** The number of images per product for which the rows of an image are the most. */
    static final int USUAL_IMAGES = 40;

    /** Of an image: with the widest encoders, the features of a batch still fit into one tensor. */
    private static final int MOST_PATCHES = 128 * 128;

    private static final int BATCH = 16;

    @Override
    public boolean takesSteps() {
        return false;
    }

    @Override
    public boolean usesEncoder() {
        return true;
    }

    @Override
    public void requireEncoder(Encoder encoder, Preprocessing preprocessing) {
        encoder.requireSize(preprocessing.height(), preprocessing.width());
        int coarsest =
                encoder.strides().stream().mapToInt(Integer::intValue).max().orElseThrow();
        if (preprocessing.height() % coarsest != 0 || preprocessing.width() % coarsest != 0) {
            throw new IllegalArgumentException("with the encoder " + encoder.architecture()
                    + " the image size must be a multiple of " + coarsest + ", not " + preprocessing.size());
        }
        new Tokens(new PatchFeatures(encoder).stride(), preprocessing.height(), preprocessing.width())
                .requireWithin("the detector " + MemoryFamily.MEMORY.name(), MOST_PATCHES);
    }

    @Override
    public Detector train(Setup setup, ImageSource images, Checkpoints checkpoints, TrainingListener listener)
            throws IOException {
        if (images.count() == 0) {
            throw new IllegalArgumentException("no training image");
        }
        List<ImageSource.Origin> origins = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            origins.add(images.origin(i));
        }
        int rowsPerImage = rowsPerImage(origins);
        Encoder encoder = setup.encoder().network();
        PatchFeatures features = new PatchFeatures(encoder);
        Map<String, HostTensor> weights = weights(features, setup);
        Map<String, List<Addition>> additions = new LinkedHashMap<>();
        try (PatchReader reader =
                new PatchReader(features, weights, setup.preprocessing(), rowsPerImage, setup.device())) {
            for (int first = 0; first < images.count(); first += BATCH) {
                int last = Math.min(first + BATCH, images.count());
                List<RgbImage> batch =
                        images.images(IntStream.range(first, last).toArray());
                List<ImageSource.Origin> of = origins.subList(first, last);
                List<Addition> chosen = reader.read(
                        batch,
                        of.stream()
                                .map(origin -> new Image(origin.name(), origin.sha256()))
                                .toList());
                for (int i = 0; i < chosen.size(); i++) {
                    additions
                            .computeIfAbsent(of.get(i).product(), product -> new ArrayList<>())
                            .add(chosen.get(i));
                }
                listener.encoded(last, images.count());
            }
        }
        List<ProductMemory> products = new ArrayList<>();
        additions.forEach((product, own) -> products.add(ProductMemory.of(product, own)));
        Map<String, HostTensor> state = new LinkedHashMap<>(weights);
        state.putAll(MemoryState.tensors(products));
        MemoryShape shape = new MemoryShape(Encoders.write(encoder), rowsPerImage, MemoryState.shapes(products));
        return new Detector(
                MemoryFamily.MEMORY,
                new DetectorSpec(
                        MemoryFamily.MEMORY.name(), setup.preprocessing(), setup.postprocessing(), shape.write()),
                state);
    }

    /** As many as make {@value #MOST_ROWS} rows of the images of the product that has the most, or of {@value #USUAL_IMAGES}. */
    private static int rowsPerImage(List<ImageSource.Origin> origins) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        origins.forEach(origin -> counts.merge(origin.product(), 1, Integer::sum));
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        return Math.max(1, MOST_ROWS / Math.max(USUAL_IMAGES, most));
    }

    /** The encoder's tensors that are used, under the state's names; as halves where nothing is lost by it. */
    private static Map<String, HostTensor> weights(PatchFeatures features, Setup setup) {
        Preprocessing preprocessing = setup.preprocessing();
        Map<String, HostTensor> given =
                PatchFeatures.ENCODER.named(setup.encoder().weights());
        Term all = features.describe(new Input("images"), preprocessing.height(), preprocessing.width());
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        NetworkState.select(List.of(all), given).forEach((name, value) -> {
            HostTensor halves = value.type().isFloating() ? value.toF16() : value;
            weights.put(name, halves.toF32().equals(value) ? halves : value);
        });
        return weights;
    }
}
