// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

import dev.invigil.detector.encoder.EfficientNet.Names;
import dev.invigil.detector.encoder.EfficientNet.Padding;
import dev.invigil.detector.encoder.EfficientNet.Stage;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All EfficientNets. */
final class EfficientNetKind implements EncoderKind {
    /** Strides of the first blocks of all networks of the publication. */
    private static final List<Integer> STRIDES = List.of(1, 2, 2, 2, 1, 2, 1);

    /** Stages whose last blocks have the features of strides 2, 4, 8 and 16. */
    private static final List<Integer> TAPPED_STAGES = List.of(0, 1, 2, 4);

    @Override
    public String name() {
        return "efficientnet";
    }

    @Override
    public Map<String, EfficientNet> known() {
        return Map.of("tf_efficientnet_b4", EfficientNet.B4, "efficientnet-b4", EfficientNet.B4_STATIC);
    }

    @Override
    public boolean recognises(Map<String, HostTensor> weights) {
        return weights.containsKey("conv_stem.weight") || weights.containsKey("_conv_stem.weight");
    }

    @Override
    public EfficientNet of(Map<String, HostTensor> weights) {
        if (!weights.containsKey("conv_stem.weight")) {
            // the edges are padded for a size that is another one in each network of this package
            return EfficientNet.B4_STATIC;
        }
        List<Stage> stages = new ArrayList<>();
        List<Integer> taps = new ArrayList<>();
        int channels = named(weights, "conv_stem.weight").size(0);
        int blocks = 0;
        for (int s = 0; s < STRIDES.size() && weights.containsKey(depthwise(s, 0)); s++) {
            int inStage = 0;
            while (weights.containsKey(depthwise(s, inStage))) {
                inStage++;
            }
            HostTensor kernels = named(weights, depthwise(s, 0));
            boolean expands = weights.containsKey("blocks.%d.0.conv_pwl.weight".formatted(s));
            int to = named(weights, "blocks.%d.0.%s.weight".formatted(s, expands ? "conv_pwl" : "conv_pw"))
                    .size(0);
            stages.add(new Stage(inStage, kernels.size(2), STRIDES.get(s), kernels.size(0) / channels, to));
            blocks += inStage;
            if (TAPPED_STAGES.contains(s)) {
                taps.add(blocks - 1);
            }
            channels = to;
        }
        return new EfficientNet(weights.get("conv_stem.weight").size(0), stages, taps, Padding.SAME, Names.TIMM);
    }

    private static String depthwise(int stage, int block) {
        return "blocks.%d.%d.conv_dw.weight".formatted(stage, block);
    }

    private static HostTensor named(Map<String, HostTensor> weights, String name) {
        HostTensor tensor = weights.get(name);
        if (tensor == null || tensor.shape().size() != 4) {
            throw new IllegalArgumentException("not the weights of an EfficientNet: " + name
                    + (tensor == null ? " is missing" : " has the shape " + tensor.shape()));
        }
        return tensor;
    }

    @Override
    public Class<EfficientNet> type() {
        return EfficientNet.class;
    }
}
