// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector;

import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Networks small enough for tests, with random weights. */
public final class TinyModels {
    /** Three layers of one or two basic blocks. */
    public static final ResNet ENCODER = new ResNet(
            8,
            false,
            List.of(new ResNet.Layer(1, 8, 8), new ResNet.Layer(2, 12, 12), new ResNet.Layer(1, 16, 16)),
            false);

    private TinyModels() {}

    /** Random weights of {@link #ENCODER} under torchvision's names. */
    public static Map<String, HostTensor> encoderWeights(long seed) {
        return NetworkState.initial(
                ENCODER.describe(new Input("image"), Scope.ROOT).layers(), new SplittableRandom(seed));
    }

    /** An image of random bytes. */
    public static RgbImage noise(int size, long seed) {
        return noise(size, size, seed);
    }

    /** An image of random bytes. */
    public static RgbImage noise(int height, int width, long seed) {
        byte[] rgb = new byte[height * width * RgbImage.CHANNELS];
        new SplittableRandom(seed).nextBytes(rgb);
        return new RgbImage(height, width, rgb);
    }
}
