// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector;

import dev.invigil.detector.network.Input;
import dev.invigil.detector.network.Invad;
import dev.invigil.detector.network.InvadModel;
import dev.invigil.detector.network.NetworkState;
import dev.invigil.detector.network.ResNet;
import dev.invigil.detector.network.Scope;
import dev.invigil.detector.tensor.HostTensor;
import java.util.LinkedHashMap;
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
                ENCODER.describe(new Input("picture"), Scope.ROOT).layers(), new SplittableRandom(seed));
    }

    /** An untrained InvAD on {@link #ENCODER}. */
    public static InvadModel invad(int pictureSize, long seed) {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        encoderWeights(seed).forEach((name, value) -> state.put(Invad.ENCODER.prefix() + name, value));
        Invad invad = new Invad(ENCODER.channels(), List.of(8, 8, 8), 4, List.of(2, 1, 2), pictureSize / 16);
        Input[] features = {new Input("a"), new Input("b"), new Input("c")};
        state.putAll(NetworkState.initial(invad.decode(invad.fuse(List.of(features))), new SplittableRandom(seed)));
        return new InvadModel(state, false);
    }

    /** A picture of random bytes. */
    public static byte[] noise(int size, long seed) {
        byte[] picture = new byte[size * size * 3];
        new SplittableRandom(seed).nextBytes(picture);
        return picture;
    }
}
