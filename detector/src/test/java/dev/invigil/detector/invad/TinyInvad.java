// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import dev.invigil.detector.TinyModels;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorNetwork;
import dev.invigil.detector.model.DetectorSpec;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** InvADs small enough for tests, with random weights. */
public final class TinyInvad {
    private TinyInvad() {}

    /** An untrained InvAD on {@link TinyModels#ENCODER} for square images. */
    public static Detector detector(int size, long seed) {
        return detector(Preprocessing.imageNet(size, size), seed);
    }

    /** An untrained InvAD on {@link TinyModels#ENCODER}. */
    public static Detector detector(Preprocessing preprocessing, long seed) {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        state.putAll(InvadFamily.ENCODER.named(TinyModels.encoderWeights(seed)));
        Invad invad = new Invad(
                TinyModels.ENCODER.channels(),
                List.of(8, 8, 8),
                4,
                List.of(2, 1, 2),
                preprocessing.height() / 16,
                preprocessing.width() / 16);
        Input[] features = {new Input("a"), new Input("b"), new Input("c")};
        state.putAll(NetworkState.initial(invad.decode(invad.fuse(List.of(features))), new SplittableRandom(seed)));
        DetectorSpec spec = new DetectorSpec(
                "invad",
                preprocessing,
                PostProcessing.maximum(4),
                InvadShape.of(invad, TinyModels.ENCODER, 1).write());
        return new Detector(InvadFamily.INVAD, spec, state);
    }

    /** Random values of all tensors of an InvAD of the official proportions, for square images. */
    public static Map<String, HostTensor> official(ResNet encoder, int size, long seed) {
        Invad invad = Invad.official(encoder.channels(), InvadFamily.INVAD.layers(), size, size);
        List<Term> features =
                encoder.describe(new Input("images"), InvadFamily.ENCODER).layers();
        List<Term> outputs = new ArrayList<>(features);
        outputs.addAll(invad.decode(invad.fuse(features)));
        return NetworkState.initial(outputs, new SplittableRandom(seed));
    }

    /** The descriptions of a detector. */
    public record Scoring(Input images, Term maps, Term features) {}

    /** The descriptions of a detector. */
    public static Scoring scoring(Detector detector) {
        Input images = new Input("images");
        DetectorNetwork network = detector.family()
                .describe(
                        detector.spec(),
                        detector.state(),
                        detector.spec().preprocessing().normalise(images));
        return new Scoring(images, network.maps(), network.features().orElseThrow());
    }

    /** The network that a state of the reference belongs to. */
    static Invad of(Map<String, HostTensor> state) {
        List<Integer> channels = new ArrayList<>();
        while (state.containsKey("net_fuser.downsamples.%d.conv.weight".formatted(channels.size()))) {
            channels.add(state.get("net_fuser.downsamples.%d.conv.weight".formatted(channels.size()))
                    .size(0));
        }
        List<Integer> styles = new ArrayList<>();
        List<Integer> layers = new ArrayList<>();
        for (int depth = channels.size() - 1; depth >= 0; depth--) {
            styles.add(
                    state.get("net_fuser.convs.%d.0.0.weight".formatted(depth)).size(0));
            int blocks = 0;
            while (state.containsKey("net_decoder.convs.%d.%d.conv2.conv.weight".formatted(depth, blocks))) {
                blocks++;
            }
            layers.add(blocks);
        }
        HostTensor constant = state.get("net_decoder.input.input");
        return new Invad(
                channels,
                styles,
                state.get("net_decoder.convs_latent.0.1.0.weight").size(0),
                layers,
                constant.size(2),
                constant.size(3));
    }
}
