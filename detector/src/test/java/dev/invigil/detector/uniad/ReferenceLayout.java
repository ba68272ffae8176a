// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.uniad;

import dev.invigil.detector.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The state dicts of both references, name by name and shape by shape, written down without our own description of the network. */
final class ReferenceLayout {
    /** Of EfficientNet-B4: blocks, kernel, expansion, channels. */
    private static final int[][] STAGES = {
        {2, 3, 1, 24}, {4, 3, 6, 32}, {4, 5, 6, 56}, {6, 3, 6, 112}, {6, 5, 6, 160}, {8, 5, 6, 272}, {2, 3, 6, 448}
    };

    private static final int STEM = 48;
    private static final int HIDDEN = 256;
    private static final int CHANNELS = 272;

    private final Map<String, List<Integer>> shapes = new TreeMap<>();

    private ReferenceLayout() {}

    /** ADer: timm's names, no head. */
    static Map<String, List<Integer>> ader(int tokens) {
        ReferenceLayout layout = new ReferenceLayout();
        layout.add("net_backbone.conv_stem.weight", STEM, 3, 3, 3);
        layout.norm("net_backbone.bn1", STEM);
        int from = STEM;
        for (int s = 0; s < STAGES.length; s++) {
            int[] stage = STAGES[s];
            for (int i = 0; i < stage[0]; i++) {
                String at = "net_backbone.blocks.%d.%d.".formatted(s, i);
                int inner = from * stage[2];
                int norm = 1;
                if (stage[2] > 1) {
                    layout.add(at + "conv_pw.weight", inner, from, 1, 1);
                    layout.norm(at + "bn" + norm++, inner);
                }
                layout.add(at + "conv_dw.weight", inner, 1, stage[1], stage[1]);
                layout.norm(at + "bn" + norm++, inner);
                layout.squeeze(at + "se.conv_reduce", at + "se.conv_expand", from, inner);
                layout.add(at + (stage[2] > 1 ? "conv_pwl" : "conv_pw") + ".weight", stage[3], inner, 1, 1);
                layout.norm(at + "bn" + norm, stage[3]);
                from = stage[3];
            }
        }
        layout.transformer("net_ad.", tokens, CHANNELS);
        return layout.shapes;
    }

    /** The original: efficientnet_pytorch's names with the head, everything behind {@code module.}. */
    static Map<String, List<Integer>> original(int tokens) {
        return original(tokens, CHANNELS);
    }

    /** The same with this many rebuilt channels. */
    static Map<String, List<Integer>> original(int tokens, int channels) {
        ReferenceLayout layout = new ReferenceLayout();
        layout.add("module.backbone._conv_stem.weight", STEM, 3, 3, 3);
        layout.norm("module.backbone._bn0", STEM);
        int from = STEM;
        int number = 0;
        for (int[] stage : STAGES) {
            for (int i = 0; i < stage[0]; i++) {
                String at = "module.backbone._blocks.%d.".formatted(number++);
                int inner = from * stage[2];
                if (stage[2] > 1) {
                    layout.add(at + "_expand_conv.weight", inner, from, 1, 1);
                    layout.norm(at + "_bn0", inner);
                }
                layout.add(at + "_depthwise_conv.weight", inner, 1, stage[1], stage[1]);
                layout.norm(at + "_bn1", inner);
                layout.squeeze(at + "_se_reduce", at + "_se_expand", from, inner);
                layout.add(at + "_project_conv.weight", stage[3], inner, 1, 1);
                layout.norm(at + "_bn2", stage[3]);
                from = stage[3];
            }
        }
        layout.add("module.backbone._conv_head.weight", 1792, from, 1, 1);
        layout.norm("module.backbone._bn1", 1792);
        layout.add("module.backbone._fc.weight", 1000, 1792);
        layout.add("module.backbone._fc.bias", 1000);
        layout.transformer("module.reconstruction.", tokens, channels);
        return layout.shapes;
    }

    /** Small random values for all of them, variances above zero. */
    static Map<String, HostTensor> values(Map<String, List<Integer>> shapes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, HostTensor> values = new TreeMap<>();
        shapes.forEach((name, shape) -> {
            float[] numbers =
                    new float[shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact)];
            float offset = name.endsWith("running_var") || name.matches(".*(bn|norm)\\d?\\.weight") ? 1 : 0;
            float width = name.matches(".*(conv_dw|_depthwise_conv)\\.weight") ? 0.5f : 0.1f;
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = offset + width * (float) random.nextDouble(-1, 1);
            }
            values.put(name, HostTensor.of(numbers, shape));
        });
        return values;
    }

    private void add(String name, Integer... shape) {
        shapes.put(name, Arrays.asList(shape));
    }

    private void norm(String name, int channels) {
        for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
            add(name + "." + part, channels);
        }
        add(name + ".num_batches_tracked");
    }

    private void squeeze(String reduce, String expand, int from, int inner) {
        add(reduce + ".weight", from / 4, inner, 1, 1);
        add(reduce + ".bias", from / 4);
        add(expand + ".weight", inner, from / 4, 1, 1);
        add(expand + ".bias", inner);
    }

    private void transformer(String at, int tokens, int channels) {
        add(at + "pos_embed.row_embed.weight", tokens, HIDDEN / 2);
        add(at + "pos_embed.col_embed.weight", tokens, HIDDEN / 2);
        linear(at + "input_proj", HIDDEN, channels);
        linear(at + "output_proj", channels, HIDDEN);
        for (int i = 0; i < 4; i++) {
            layer(at + "transformer.encoder.layers.%d.".formatted(i), 2, "self_attn");
            String decoder = at + "transformer.decoder.layers.%d.".formatted(i);
            layer(decoder, 3, "self_attn", "multihead_attn");
            add(decoder + "learned_embed.weight", tokens * tokens, HIDDEN);
        }
        affine(at + "transformer.decoder.norm");
    }

    private void layer(String at, int norms, String... attentions) {
        for (String attention : attentions) {
            add(at + attention + ".in_proj_weight", 3 * HIDDEN, HIDDEN);
            add(at + attention + ".in_proj_bias", 3 * HIDDEN);
            linear(at + attention + ".out_proj", HIDDEN, HIDDEN);
        }
        linear(at + "linear1", 1024, HIDDEN);
        linear(at + "linear2", HIDDEN, 1024);
        for (int n = 1; n <= norms; n++) {
            affine(at + "norm" + n);
        }
    }

    private void linear(String at, int to, int from) {
        add(at + ".weight", to, from);
        add(at + ".bias", to);
    }

    private void affine(String at) {
        add(at + ".weight", HIDDEN);
        add(at + ".bias", HIDDEN);
    }
}
