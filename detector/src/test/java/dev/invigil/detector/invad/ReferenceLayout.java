// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import dev.invigil.detector.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The reference's state dict, name by name and shape by shape, written down without our own description of the network. */
final class ReferenceLayout {
    private static final int STYLE = 64;
    private static final int LATENT = 16;

    private final Map<String, List<Integer>> shapes = new TreeMap<>();

    private ReferenceLayout() {}

    /** InvAD on wide_resnet50_2 with two blocks per resolution. */
    static Map<String, List<Integer>> invad() {
        ReferenceLayout layout = new ReferenceLayout();
        layout.encoder(true, new int[] {128, 256, 512}, new int[] {256, 512, 1024});
        layout.detector(new int[] {256, 512, 1024}, 2);
        return layout.shapes;
    }

    /** InvAD-lite on resnet34 with four blocks per resolution. */
    static Map<String, List<Integer>> invadLite() {
        ReferenceLayout layout = new ReferenceLayout();
        layout.encoder(false, new int[] {64, 128, 256}, new int[] {64, 128, 256});
        layout.detector(new int[] {64, 128, 256}, 4);
        return layout.shapes;
    }

    /** Small random values for all of them, variances above zero. */
    static Map<String, HostTensor> values(Map<String, List<Integer>> shapes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, HostTensor> values = new TreeMap<>();
        shapes.forEach((name, shape) -> {
            float[] numbers =
                    new float[shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact)];
            float offset =
                    name.endsWith("running_var") || name.matches(".*(bn\\d|norm|downsample\\.1)\\.weight") ? 1 : 0;
            float width = name.endsWith("conv1.weight") ? 0.2f : 0.1f;
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

    private void encoder(boolean bottleneck, int[] inner, int[] outer) {
        add("net_encoder.conv1.weight", 64, 3, 7, 7);
        norm("net_encoder.bn1", 64);
        int[] blocks = {3, 4, 6};
        int from = 64;
        for (int layer = 0; layer < 3; layer++) {
            for (int block = 0; block < blocks[layer]; block++) {
                String at = "net_encoder.layer%d.%d.".formatted(layer + 1, block);
                if (bottleneck) {
                    add(at + "conv1.weight", inner[layer], from, 1, 1);
                    add(at + "conv2.weight", inner[layer], inner[layer], 3, 3);
                    add(at + "conv3.weight", outer[layer], inner[layer], 1, 1);
                    norm(at + "bn3", outer[layer]);
                } else {
                    add(at + "conv1.weight", inner[layer], from, 3, 3);
                    add(at + "conv2.weight", outer[layer], inner[layer], 3, 3);
                }
                norm(at + "bn1", inner[layer]);
                norm(at + "bn2", inner[layer]);
                if (from != outer[layer]) {
                    add(at + "downsample.0.weight", outer[layer], from, 1, 1);
                    norm(at + "downsample.1", outer[layer]);
                }
                from = outer[layer];
            }
        }
    }

    private void detector(int[] c, int layers) {
        for (int i = 0; i < 3; i++) {
            int stride = 4 >> i;
            add("net_fuser.downsamples.%d.conv.weight".formatted(i), c[i], c[i], stride, stride);
            add("net_fuser.downsamples.%d.conv.bias".formatted(i), c[i]);
            norm("net_fuser.downsamples.%d.norm".formatted(i), c[i]);
        }
        add("net_fuser.conv_cat.conv.weight", STYLE, c[0] + c[1] + c[2], 1, 1);
        norm("net_fuser.conv_cat.norm", STYLE);
        add("net_fuser.conv_bottle.0.conv1.weight", 16, STYLE, 1, 1);
        add("net_fuser.conv_bottle.0.conv2.weight", 16, 16, 3, 3);
        add("net_fuser.conv_bottle.0.conv3.weight", STYLE, 16, 1, 1);
        norm("net_fuser.conv_bottle.0.bn1", 16);
        norm("net_fuser.conv_bottle.0.bn2", 16);
        norm("net_fuser.conv_bottle.0.bn3", STYLE);
        for (int i = 0; i < 3; i++) {
            String at = "net_fuser.convs.%d.".formatted(i);
            add(at + "0.0.weight", STYLE, STYLE, 3, 3);
            if (i > 0) {
                add(at + "0.1.kernel", 4, 4);
            }
            add(at + (i > 0 ? "0.2.bias" : "0.1.bias"), STYLE);
            add(at + "1.0.weight", STYLE, STYLE, 3, 3);
            add(at + "1.1.bias", STYLE);
            String latent = "net_decoder.convs_latent.%d.".formatted(i);
            add(latent + "0.0.weight", STYLE, STYLE, 3, 3);
            add(latent + "0.1.bias", STYLE);
            add(latent + "1.0.weight", LATENT, STYLE, 3, 3);
            add(latent + "1.1.bias", LATENT);
        }
        add("net_decoder.input.input", 1, c[2], 16, 16);
        add("net_decoder.conv1.0.0.weight", c[2], c[2], 3, 3);
        add("net_decoder.conv1.0.1.bias", c[2]);
        int from = c[2];
        for (int i = 0; i < 3; i++) {
            for (int block = 0; block < layers; block++) {
                styled("net_decoder.convs.%d.%d.".formatted(i, block), from, c[2 - i], i > 0 && block == 0);
                from = c[2 - i];
            }
        }
    }

    private void styled(String at, int from, int to, boolean up) {
        add(at + "conv1.conv.weight", 1, to, from, 3, 3);
        add(at + "conv2.conv.weight", 1, to, to, 3, 3);
        add(at + "conv1.activate.bias", to);
        add(at + "conv2.activate.bias", to);
        add(at + "skip.0.weight", to, from, 1, 1);
        if (up) {
            add(at + "conv1.conv.blur.kernel", 4, 4);
            add(at + "skip.1.kernel", 4, 4);
        } else {
            modulation(at + "conv1.conv.", from);
        }
        modulation(at + "conv2.conv.", to);
    }

    private void modulation(String at, int channels) {
        for (String part : List.of("gamma", "beta")) {
            add(at + part + ".weight", channels, LATENT, 3, 3);
            add(at + part + ".bias", channels);
        }
    }
}
