// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

import dev.invigil.detector.graph.BatchNorm;
import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.shape.ShapeJson;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A residual network cut after its third layer, under torchvision's parameter names.
 *
 * <p>He et al., "Deep Residual Learning for Image Recognition" (arXiv 1512.03385); the widened variant is Zagoruyko and
 * Komodakis (arXiv 1605.07146).
 *
 * @param stem channels after the first convolution
 * @param bottleneck whether a block is 1x1, 3x3, 1x1 rather than 3x3, 3x3
 * @param layers layer1, layer2 and layer3
 * @param strideFirst whether a bottleneck halves its input in its first convolution (the original, "v1") or in its 3x3 one
 *     (torchvision, "v1.5")
 */
public record ResNet(int stem, boolean bottleneck, List<Layer> layers, boolean strideFirst) implements Encoder {
    private static final double EPSILON = 1e-5;
    private static final int PICTURE_CHANNELS = 3;

    /** No network of this kind has more; larger numbers are refused before anything is built. */
    private static final int MOST_CHANNELS = 8192;

    private static final int MOST_BLOCKS = 64;

    static final EncoderKind KIND = new Kind();

    /** A ResNet-18 of half the width: Invigil's own default encoder, distilled. */
    public static final ResNet TINY =
            new ResNet(32, false, List.of(new Layer(2, 32, 32), new Layer(2, 64, 64), new Layer(2, 128, 128)), false);

    /** The encoders known by name; all but {@code tiny} as torchvision calls them. */
    public static final Map<String, ResNet> KNOWN = Map.of(
            "tiny", TINY,
            "resnet18", standard(false, 1, 2, 2, 2),
            "resnet34", standard(false, 1, 3, 4, 6),
            "resnet50", standard(true, 1, 3, 4, 6),
            "wide_resnet50_2", standard(true, 2, 3, 4, 6));

    public ResNet {
        layers = List.copyOf(layers);
        ShapeJson.requireWithin("stem", stem, MOST_CHANNELS);
        ShapeJson.requireWithin("the number of layers", layers.size(), MOST_BLOCKS);
    }

    /**
     * Blocks of one resolution.
     *
     * @param blocks how many
     * @param inner channels inside a block
     * @param channels channels after each block
     */
    public record Layer(int blocks, int inner, int channels) {
        public Layer {
            ShapeJson.requireWithin("blocks", blocks, MOST_BLOCKS);
            ShapeJson.requireWithin("inner", inner, MOST_CHANNELS);
            ShapeJson.requireWithin("channels", channels, MOST_CHANNELS);
        }
    }

    /**
     * What the network computes from an image.
     *
     * @param stem after the first convolution and its ReLU, stride 2
     * @param pooled after the max-pooling, stride 4
     * @param layers after each layer's last ReLU, strides 4, 8, 16
     */
    public record Features(Term stem, Term pooled, List<Term> layers) {}

    private static ResNet standard(boolean bottleneck, int widening, int... blocks) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < blocks.length; i++) {
            int planes = 64 << i;
            layers.add(new Layer(blocks[i], planes * widening, bottleneck ? 4 * planes : planes));
        }
        return new ResNet(64, bottleneck, layers, false);
    }

    /**
     * The network that these weights belong to. The placement of the stride leaves no trace in them, so it is asked for.
     *
     * @throws IllegalArgumentException if a name that every such network has is missing
     */
    public static ResNet of(Map<String, HostTensor> weights, boolean strideFirst) {
        String last = weights.containsKey("layer1.0.conv3.weight") ? ".conv3.weight" : ".conv2.weight";
        List<Layer> layers = new ArrayList<>();
        for (String layer : List.of("layer1", "layer2", "layer3")) {
            int blocks = 0;
            while (weights.containsKey(layer + "." + blocks + ".conv1.weight")) {
                blocks++;
            }
            layers.add(new Layer(
                    blocks, outputs(weights, layer + ".0.conv1.weight"), outputs(weights, layer + ".0" + last)));
        }
        return new ResNet(outputs(weights, "conv1.weight"), last.equals(".conv3.weight"), layers, strideFirst);
    }

    private static int outputs(Map<String, HostTensor> weights, String name) {
        return Optional.ofNullable(weights.get(name))
                .orElseThrow(() -> new IllegalArgumentException("not the weights of a ResNet: " + name + " is missing"))
                .size(0);
    }

    /**
     * The ResNet of that name with random weights, under torchvision's names. It can detect coarse defects only.
     *
     * @throws IllegalArgumentException naming the known ones
     */
    public static Map<String, HostTensor> random(String name, RandomGenerator random) {
        return NetworkState.initial(
                known(name).describe(new Input("picture"), Scope.ROOT).layers(), random);
    }

    /**
     * The ResNet of that name.
     *
     * @throws IllegalArgumentException naming the known ones
     */
    public static ResNet known(String name) {
        ResNet known = KNOWN.get(name);
        if (known == null) {
            throw new IllegalArgumentException("unknown encoder \"" + name + "\": use one of "
                    + KNOWN.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        return known;
    }

    @Override
    public ResNet placing(boolean first) {
        if (first && !bottleneck) {
            throw new IllegalArgumentException(NO_BOTTLENECKS);
        }
        return new ResNet(stem, bottleneck, layers, first);
    }

    /** The name of {@link #KNOWN}, or {@code resnet}; the placement of the stride has no part in it. */
    @Override
    public String architecture() {
        ResNet placedAsTorchvision = new ResNet(stem, bottleneck, layers, false);
        return KNOWN.entrySet().stream()
                .filter(known -> known.getValue().equals(placedAsTorchvision))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(KIND.name());
    }

    @Override
    public List<Integer> strides() {
        return IntStream.range(0, layers.size()).mapToObj(level -> 4 << level).toList();
    }

    /** Channels of the three features, fine to coarse. */
    @Override
    public List<Integer> channels() {
        return layers.stream().map(Layer::channels).toList();
    }

    @Override
    public List<Term> features(Term images, Scope scope, int height, int width) {
        return describe(images, scope).layers();
    }

    @Override
    public Map<String, Parameter> parameters() {
        return NetworkState.parameters(
                describe(new Input("picture"), Scope.ROOT).layers());
    }

    @Override
    public boolean leavesOut(String name) {
        return name.startsWith("layer4.") || name.startsWith("fc.");
    }

    /** Describes the features of {@code picture} (N,3,H,W), parameters under {@code scope}. */
    public Features describe(Term picture, Scope scope) {
        Term stemmed = convolve(picture, scope, "conv1", "bn1", PICTURE_CHANNELS, stem, 7, 2)
                .relu();
        Term pooled = stemmed.maxPool();
        List<Term> features = new ArrayList<>();
        Term x = pooled;
        int channels = stem;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            Scope layerScope = scope.in("layer" + (i + 1));
            for (int block = 0; block < layer.blocks; block++) {
                int stride = i > 0 && block == 0 ? 2 : 1;
                x = block(x, layerScope.in(Integer.toString(block)), channels, layer, stride);
                channels = layer.channels;
            }
            features.add(x);
        }
        return new Features(stemmed, pooled, features);
    }

    private Term block(Term x, Scope scope, int channels, Layer layer, int stride) {
        boolean projected = stride != 1 || channels != layer.channels;
        Term shortcut =
                projected ? convolve(x, scope.in("downsample"), "0", "1", channels, layer.channels, 1, stride) : x;
        Term residual =
                bottleneck ? bottleneck(x, scope, channels, layer, stride) : basic(x, scope, channels, layer, stride);
        return residual.plus(shortcut).relu();
    }

    private Term basic(Term x, Scope scope, int channels, Layer layer, int stride) {
        Term inner = convolve(x, scope, "conv1", "bn1", channels, layer.inner, 3, stride)
                .relu();
        return convolve(inner, scope, "conv2", "bn2", layer.inner, layer.channels, 3, 1);
    }

    private Term bottleneck(Term x, Scope scope, int channels, Layer layer, int stride) {
        int first = strideFirst ? stride : 1;
        int second = strideFirst ? 1 : stride;
        Term narrow = convolve(x, scope, "conv1", "bn1", channels, layer.inner, 1, first)
                .relu();
        Term inner = convolve(narrow, scope, "conv2", "bn2", layer.inner, layer.inner, 3, second)
                .relu();
        return convolve(inner, scope, "conv3", "bn3", layer.inner, layer.channels, 1, 1);
    }

    /** Convolution without bias, "same" padding, and batch norm. */
    private static Term convolve(
            Term x, Scope scope, String conv, String norm, int from, int to, int kernel, int stride) {
        Initialiser kaiming = Initialiser.normal(Math.sqrt(2.0 / (to * kernel * kernel)));
        Term weight = scope.in(conv).learned("weight", kaiming, to, from, kernel, kernel);
        return BatchNorm.of(x.conv2d(weight, stride, kernel / 2), scope.in(norm), to, EPSILON);
    }

    /** How ResNets are found and what manifests say about them. */
    private static final class Kind implements EncoderKind {
        @Override
        public String name() {
            return "resnet";
        }

        @Override
        public Map<String, ResNet> known() {
            return KNOWN;
        }

        @Override
        public boolean recognises(Map<String, HostTensor> weights) {
            return weights.containsKey("layer1.0.conv1.weight");
        }

        @Override
        public ResNet of(Map<String, HostTensor> weights) {
            return ResNet.of(weights, false);
        }

        @Override
        public Class<ResNet> type() {
            return ResNet.class;
        }
    }
}
