// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.encoder.VisionTransformer;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.Checkpoints;
import dev.invigil.detector.training.ImageSource;
import dev.invigil.detector.training.Recipe;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Memories on small encoders with random weights. */
final class TinyMemory {
    /** Patches of 8 pixels, features of its second and third block. */
    static final VisionTransformer TRANSFORMER = new VisionTransformer(8, 16, 2, 4, List.of(1, 2));

    private TinyMemory() {}

    /**
     * An image with its origin.
     *
     * @param product that it shows
     * @param name of its file
     * @param image prepared
     */
    record Good(String product, String name, RgbImage image) {
        /** Noise about a colour of the product. */
        static Good drawn(String product, String name, int size, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] rgb = new byte[size * size * 3];
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (byte) (product.hashCode() % 90 + 100 + i % 3 * 20 + random.nextInt(40));
            }
            return new Good(product, name, new RgbImage(size, size, rgb));
        }
    }

    static Map<String, HostTensor> weights(Encoder encoder) {
        SplittableRandom random = new SplittableRandom(5);
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        encoder.parameters().forEach((name, parameter) -> {
            HostTensor value = parameter.initialiser().values(parameter.shape(), random);
            weights.put(name, value);
        });
        return weights;
    }

    /** A memory of these images. */
    static Detector of(Encoder encoder, int size, List<Good> images) {
        Map<String, HostTensor> weights =
                encoder.equals(TinyModels.ENCODER) ? TinyModels.encoderWeights(3) : weights(encoder);
        DetectorTrainer.Setup setup = new DetectorTrainer.Setup(
                new Recipe(1, 1, 0.1, 1, Precision.FLOAT32),
                Preprocessing.imageNet(size, size),
                MemoryFamily.MEMORY.postprocessing(),
                new DetectorTrainer.EncoderWeights(encoder, weights),
                TestDevice.CPU);
        ImageSource source = new ImageSource() {
            @Override
            public int count() {
                return images.size();
            }

            @Override
            public RgbImage image(int index) {
                return images.get(index).image();
            }

            @Override
            public Origin origin(int index) {
                Good good = images.get(index);
                return new Origin(good.product(), good.name(), "");
            }
        };
        try {
            return new MemoryTraining().train(setup, source, Checkpoints.NONE, progress -> {});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
