// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A loaded encoder that computes features. */
final class FrozenEncoder implements AutoCloseable {
    private final ResNet network;
    private final Program program;

    FrozenEncoder(ResNet network, Map<String, HostTensor> weights, ComputeDevice device) {
        this.network = network;
        Input pictures = new Input("pictures");
        List<Term> features = network.describe(normalise(pictures), Scope.ROOT).layers();
        this.program = Program.load(
                ScoringProgram.of(List.of(pictures), features, weights, archive -> Program.evaluate(archive, device)),
                device);
    }

    /**
     * Images side by side, N,size,size,3 bytes.
     *
     * @param images {@code size * size * 3} bytes each: rows from the top, RGB
     */
    static HostTensor batch(int size, List<byte[]> images) {
        return Preprocessing.imageNet(size, size)
                .batch(images.stream().map(rgb -> new RgbImage(size, size, rgb)).toList());
    }

    /** Describes the normalised input, N,3,H,W float32, of images N,H,W,3 bytes of any size. */
    static Term normalise(Term images) {
        return Preprocessing.imageNet(1, 1).normalise(images);
    }

    /** Channels of the three features, fine to coarse. */
    List<Integer> channels() {
        return network.channels();
    }

    /** The features of N,size,size,3 bytes: N,C,H,W, fine to coarse. */
    List<HostTensor> features(HostTensor pictures) {
        return program.call("forward", pictures);
    }

    /** The images, then their features. */
    List<HostTensor> withFeatures(HostTensor pictures) {
        List<HostTensor> both = new ArrayList<>(List.of(pictures));
        both.addAll(features(pictures));
        return both;
    }

    @Override
    public void close() {
        program.close();
    }
}
