// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.invigil.detector.graph.BatchNorm;
import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.shape.ShapeJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An EfficientNet without its head (Tan and Le, arXiv 1905.11946): blocks that widen, correlate channel by channel, weigh the channels
 * and narrow again. Its features are the outputs of chosen blocks.
 *
 * @param stem channels after the first convolution
 * @param stages blocks of one width, in order
 * @param taps the numbers of the blocks whose outputs are the features, over all stages, from 0, ascending
 * @param padding for which size of the images the edges are padded
 * @param names whose names the parameters have
 */
public record EfficientNet(int stem, List<Stage> stages, List<Integer> taps, Padding padding, Names names)
        implements Encoder {
    static final EfficientNetKind KIND = new EfficientNetKind();

    private static final double EPSILON = 1e-3;
    private static final int IMAGE_CHANNELS = 3;
    private static final int STEM_KERNEL = 3;
    private static final int STEM_STRIDE = 2;
    private static final int SQUEEZE = 4;

    /** No network of this kind has more of anything; larger numbers are refused before anything is built. */
    private static final int LARGEST = 8192;

    private static final int MOST_STAGES = 64;
    private static final int LARGEST_KERNEL = 15;
    private static final int SMALLEST_IMAGE = 32;
    private static final Pattern HEAD = Pattern.compile("(conv_head|bn2|classifier|_conv_head|_bn1|_fc)\\..*");

    /** The original's padding is that of this size, whatever the size of the images. */
    private static final int STATIC_SIZE = 380;

    private static final List<Stage> B4_STAGES = List.of(
            new Stage(2, 3, 1, 1, 24),
            new Stage(4, 3, 2, 6, 32),
            new Stage(4, 5, 2, 6, 56),
            new Stage(6, 3, 2, 6, 112),
            new Stage(6, 5, 1, 6, 160),
            new Stage(8, 5, 2, 6, 272),
            new Stage(2, 3, 1, 6, 448));

    /** EfficientNet-B4 as timm has it ({@code tf_efficientnet_b4}), features of strides 2, 4, 8 and 16. */
    public static final EfficientNet B4 =
            new EfficientNet(48, B4_STAGES, List.of(1, 5, 9, 21), Padding.SAME, Names.TIMM);

    /** EfficientNet-B4 as UniAD's authors use it: other names, and edges padded as for images of 380 pixels. */
    public static final EfficientNet B4_STATIC =
            new EfficientNet(48, B4_STAGES, B4.taps, Padding.STATIC, Names.LUKEMELAS);

    public EfficientNet {
        stages = List.copyOf(stages);
        taps = List.copyOf(taps);
        ShapeJson.requireWithin("stem", stem, LARGEST);
        ShapeJson.requireWithin("the number of stages", stages.size(), MOST_STAGES);
        int blocks = stages.stream().mapToInt(Stage::blocks).sum();
        for (int i = 0; i < taps.size(); i++) {
            if (taps.get(i) >= blocks || taps.get(i) < (i == 0 ? 0 : taps.get(i - 1) + 1)) {
                throw new IllegalArgumentException(
                        "taps must be ascending numbers of blocks, 0 to " + (blocks - 1) + ", not " + taps);
            }
        }
        if (taps.isEmpty()) {
            throw new IllegalArgumentException("taps must not be empty");
        }
    }

    /**
     * Blocks of one width.
     *
     * @param blocks how many
     * @param kernel side of the channel-wise convolutions, odd
     * @param stride of the first block
     * @param expansion how many times wider a block is inside
     * @param channels after each block
     */
    public record Stage(int blocks, int kernel, int stride, int expansion, int channels) {
        public Stage {
            ShapeJson.requireWithin("blocks", blocks, LARGEST);
            ShapeJson.requireWithin("kernel", kernel, LARGEST_KERNEL);
            ShapeJson.requireWithin("stride", stride, LARGEST_KERNEL);
            ShapeJson.requireWithin("expansion", expansion, LARGEST);
            ShapeJson.requireWithin("channels", channels, LARGEST);
        }
    }

    /** For which size of the images a convolution's edges are padded. The smaller half is padded on the left and at the top. */
    public enum Padding {
        /** For the size that they have: TensorFlow's "SAME". */
        @JsonProperty("same")
        SAME,
        /** For 380 x 380 pixels in any case, as the original's converted weights were made for. */
        @JsonProperty("static")
        STATIC
    }

    /** Who named the parameters. */
    public enum Names {
        /** {@code conv_stem}, {@code blocks.1.0.conv_pw}. */
        @JsonProperty("timm")
        TIMM,
        /** {@code _conv_stem}, {@code _blocks.2._expand_conv}: the package efficientnet_pytorch. */
        @JsonProperty("lukemelas")
        LUKEMELAS
    }

    /** Height and width that edges are padded for. */
    private record Size(int height, int width) {
        Size after(int stride) {
            return new Size((height + stride - 1) / stride, (width + stride - 1) / stride);
        }
    }

    @Override
    public String architecture() {
        return KIND.known().entrySet().stream()
                .filter(known -> known.getValue().tapping(taps).equals(this))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(KIND.name());
    }

    @Override
    public List<Integer> channels() {
        List<Integer> perBlock = new ArrayList<>();
        stages.forEach(stage -> {
            for (int i = 0; i < stage.blocks; i++) {
                perBlock.add(stage.channels);
            }
        });
        return taps.stream().map(perBlock::get).toList();
    }

    @Override
    public List<Integer> strides() {
        List<Integer> perBlock = new ArrayList<>();
        int stride = STEM_STRIDE;
        for (Stage stage : stages) {
            stride *= stage.stride;
            for (int i = 0; i < stage.blocks; i++) {
                perBlock.add(stride);
            }
        }
        return taps.stream().map(perBlock::get).toList();
    }

    @Override
    public Map<String, Parameter> parameters() {
        return NetworkState.parameters(tapping(List.of(blocks() - 1))
                .features(new Input("images"), Scope.ROOT, SMALLEST_IMAGE, SMALLEST_IMAGE));
    }

    @Override
    public boolean leavesOut(String name) {
        return HEAD.matcher(name).matches();
    }

    @Override
    public EfficientNet deepest() {
        List<Integer> more = new ArrayList<>(taps);
        if (taps.get(taps.size() - 1) < blocks() - 1) {
            more.add(blocks() - 1);
        }
        return tapping(more);
    }

    private EfficientNet tapping(List<Integer> others) {
        return new EfficientNet(stem, stages, others, padding, names);
    }

    private int blocks() {
        return stages.stream().mapToInt(Stage::blocks).sum();
    }

    @Override
    public List<Term> features(Term images, Scope scope, int height, int width) {
        boolean timm = names == Names.TIMM;
        Size size = padding == Padding.SAME ? new Size(height, width) : new Size(STATIC_SIZE, STATIC_SIZE);
        Parameter stemWeight = weight(scope.in(timm ? "conv_stem" : "_conv_stem"), stem, IMAGE_CHANNELS, STEM_KERNEL);
        Term x = norm(
                        Edges.of(size, STEM_KERNEL, STEM_STRIDE)
                                .around(images, (padded, zeros) -> padded.conv2d(stemWeight, STEM_STRIDE, zeros)),
                        scope.in(timm ? "bn1" : "_bn0"),
                        stem)
                .silu();
        size = size.after(STEM_STRIDE);
        List<Term> features = new ArrayList<>();
        int number = 0;
        int channels = stem;
        for (int s = 0; s < stages.size(); s++) {
            Stage stage = stages.get(s);
            for (int i = 0; i < stage.blocks && number <= taps.get(taps.size() - 1); i++) {
                Scope at = timm
                        ? scope.in("blocks", s).in(Integer.toString(i))
                        : scope.in("_blocks").in(Integer.toString(number));
                x = block(x, at, channels, stage, i == 0, size);
                if (taps.contains(number)) {
                    features.add(x);
                }
                size = i == 0 ? size.after(stage.stride) : size;
                channels = stage.channels;
                number++;
            }
        }
        return features;
    }

    private Term block(Term x, Scope scope, int channels, Stage stage, boolean first, Size size) {
        Parts parts = Parts.of(names, stage.expansion > 1);
        int inner = channels * stage.expansion;
        int stride = first ? stage.stride : 1;
        Term wide = stage.expansion > 1
                ? norm(
                                x.conv2d(weight(scope.in(parts.expand), inner, channels, 1), 1, 0),
                                scope.in(parts.expandNorm),
                                inner)
                        .silu()
                : x;
        Parameter kernels = weight(scope.in(parts.depthwise), inner, 1, stage.kernel);
        Term seen = norm(
                        Edges.of(size, stage.kernel, stride)
                                .around(wide, (padded, zeros) -> padded.depthwise(kernels, inner, stride, zeros)),
                        scope.in(parts.depthwiseNorm),
                        inner)
                .silu();
        Term weighed = seen.times(importance(seen, scope, parts, inner, Math.max(1, channels / SQUEEZE)));
        Term narrow = norm(
                weighed.conv2d(weight(scope.in(parts.project), stage.channels, inner, 1), 1, 0),
                scope.in(parts.projectNorm),
                stage.channels);
        return first ? narrow : narrow.plus(x);
    }

    /** "Squeeze and excitation": how much each channel counts in this image, N,C,1,1. */
    private static Term importance(Term x, Scope scope, Parts parts, int channels, int squeezed) {
        Term mean = x.spatialMean().unsqueeze(2).unsqueeze(3);
        Scope reduce = scope.in(parts.reduce);
        Scope restore = scope.in(parts.restore);
        Term few = mean.conv2d(weight(reduce, squeezed, channels, 1), bias(reduce, squeezed), 1, 0)
                .silu();
        return few.conv2d(weight(restore, channels, squeezed, 1), bias(restore, channels), 1, 0)
                .sigmoid();
    }

    private static Parameter weight(Scope scope, int to, int from, int kernel) {
        return scope.learned(
                "weight", Initialiser.normal(Math.sqrt(2.0 / (from * kernel * kernel))), to, from, kernel, kernel);
    }

    private static Parameter bias(Scope scope, int channels) {
        return scope.learned("bias", Initialiser.constant(0), channels);
    }

    private static Term norm(Term x, Scope scope, int channels) {
        return BatchNorm.of(x, scope, channels, EPSILON);
    }

    /** Names within a block. */
    private record Parts(
            String expand,
            String expandNorm,
            String depthwise,
            String depthwiseNorm,
            String reduce,
            String restore,
            String project,
            String projectNorm) {
        static Parts of(Names names, boolean expands) {
            if (names == Names.LUKEMELAS) {
                return new Parts(
                        "_expand_conv",
                        "_bn0",
                        "_depthwise_conv",
                        "_bn1",
                        "_se_reduce",
                        "_se_expand",
                        "_project_conv",
                        "_bn2");
            }
            return expands
                    ? new Parts(
                            "conv_pw", "bn1", "conv_dw", "bn2", "se.conv_reduce", "se.conv_expand", "conv_pwl", "bn3")
                    : new Parts("", "", "conv_dw", "bn1", "se.conv_reduce", "se.conv_expand", "conv_pw", "bn2");
        }
    }

    /** The zeros that a convolution needs around an image. */
    private record Edges(int left, int right, int top, int bottom) {
        static Edges of(Size size, int kernel, int stride) {
            int across = missing(size.width, kernel, stride);
            int down = missing(size.height, kernel, stride);
            return new Edges(across / 2, across - across / 2, down / 2, down - down / 2);
        }

        private static int missing(int length, int kernel, int stride) {
            int outputs = (length + stride - 1) / stride;
            return Math.max((outputs - 1) * stride + kernel - length, 0);
        }

        /** Convolves: by a padding of its own where all edges are equal, else of an image that was padded before. */
        Term around(Term x, PaddedConvolution convolution) {
            boolean equal = left == right && left == top && left == bottom;
            return equal ? convolution.of(x, left) : convolution.of(x.pad(left, right, top, bottom), 0);
        }
    }

    /** A convolution of an image, and the zeros that it adds at each edge itself. */
    @FunctionalInterface
    private interface PaddedConvolution {
        Term of(Term x, int zeros);
    }
}
