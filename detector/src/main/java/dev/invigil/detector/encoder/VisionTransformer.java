// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

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
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A vision transformer as DINOv2 has it, under DINOv2's names: Dosovitskiy et al. (arXiv 2010.11929), with the scaled residual branches of
 * Touvron et al. (arXiv 2103.17239), and weights by Oquab et al. (arXiv 2304.07193).
 *
 * <p>An image is cut into patches; each patch, and one class token, is a vector (a token) that every block changes. The features are the
 * patches' tokens after some of the blocks; blocks after the last of these are not computed.
 *
 * @param patch side of a patch in pixels
 * @param width channels of a token
 * @param heads of the attention; they share the width evenly
 * @param grid patches per side of the position table, which is resized to other numbers of patches
 * @param taps the blocks whose tokens are the features, counted from 0, ascending
 */
public record VisionTransformer(int patch, int width, int heads, int grid, List<Integer> taps) implements Encoder {
    /** DINOv2 ViT-S/14, from its third to its tenth block. */
    public static final VisionTransformer DINOV2_SMALL =
            new VisionTransformer(14, 384, 6, 37, IntStream.range(2, 10).boxed().toList());

    static final EncoderKind KIND = new Kind();

    private static final String DINOV2_SMALL_NAME = "dinov2_vits14";
    private static final double EPSILON = 1e-6;
    private static final int IMAGE_CHANNELS = 3;
    private static final int HIDDEN_FACTOR = 4;
    private static final int HEAD_WIDTH = 64;
    private static final int LARGEST = 8192;
    /** What the official code adds to the number of patches before it divides by the table's, against rounding. */
    private static final double RESIZE_OFFSET = 0.1;

    private static final Initialiser NARROW = Initialiser.normal(0.02);
    private static final Pattern UNUSED =
            Pattern.compile("(blocks\\.(\\d+)\\..*)|norm\\.(weight|bias)|mask_token|head\\..*");

    public VisionTransformer {
        taps = List.copyOf(taps);
        ShapeJson.requireWithin("patch", patch, LARGEST);
        ShapeJson.requireWithin("width", width, LARGEST);
        ShapeJson.requireWithin("heads", heads, width);
        ShapeJson.requireWithin("grid", grid, LARGEST);
        if (width % heads != 0) {
            throw new IllegalArgumentException("a width of " + width + " cannot be shared by " + heads + " heads");
        }
        if (taps.isEmpty()) {
            throw new IllegalArgumentException("taps must name at least one block");
        }
        for (int i = 0; i < taps.size(); i++) {
            ShapeJson.requireWithin("a tap counted from 1", taps.get(i) + 1, LARGEST);
            if (i > 0 && taps.get(i) <= taps.get(i - 1)) {
                throw new IllegalArgumentException("taps must be ascending, not " + taps);
            }
        }
    }

    /**
     * The network that weights under DINOv2's names belong to. The heads leave no trace in the weights and are taken to be 64 channels wide.
     * The features are those of the middle two thirds of the blocks, as in {@link #DINOV2_SMALL}.
     *
     * @throws IllegalArgumentException if a name that every such network has is missing
     */
    static VisionTransformer of(Map<String, HostTensor> weights) {
        HostTensor projection = named(weights, "patch_embed.proj.weight");
        int width = projection.size(0);
        int grid = (int) Math.round(Math.sqrt(named(weights, "pos_embed").size(1) - 1.0));
        int blocks = 0;
        while (weights.containsKey("blocks." + blocks + ".norm1.weight")) {
            blocks++;
        }
        int first = blocks / 6;
        int behind = Math.max(first + 1, blocks * 5 / 6);
        return new VisionTransformer(
                projection.size(2),
                width,
                Math.max(1, width / HEAD_WIDTH),
                grid,
                IntStream.range(first, behind).boxed().toList());
    }

    private static HostTensor named(Map<String, HostTensor> weights, String name) {
        return Optional.ofNullable(weights.get(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "not the weights of a vision transformer: " + name + " is missing"));
    }

    @Override
    public String architecture() {
        return equals(DINOV2_SMALL) ? DINOV2_SMALL_NAME : KIND.name();
    }

    @Override
    public List<Integer> strides() {
        return taps.stream().map(tap -> patch).toList();
    }

    @Override
    public List<Integer> channels() {
        return taps.stream().map(tap -> width).toList();
    }

    @Override
    public void requireSize(int height, int width) {
        requireWhole(height, width);
        new Tokens(patch, height, width).requireWithin("the encoder " + architecture(), Tokens.MOST_ATTENDED);
    }

    private void requireWhole(int height, int width) {
        if (height % patch != 0 || width % patch != 0) {
            String near = height == width ? Integer.toString(near(height)) : near(height) + "x" + near(width);
            throw new IllegalArgumentException(
                    "the encoder %s takes images of a multiple of %d pixels, such as %s, not %d x %d; choose --size %s"
                            .formatted(architecture(), patch, near, height, width, near));
        }
    }

    /** The side nearest to this one that has enough whole patches. */
    private int near(int side) {
        return Math.max(Tokens.LEAST_SIDE, Math.round((float) side / patch)) * patch;
    }

    @Override
    public Map<String, Parameter> parameters() {
        return NetworkState.parameters(features(new Input("images"), Scope.ROOT, patch, patch));
    }

    @Override
    public boolean leavesOut(String name) {
        var matcher = UNUSED.matcher(name);
        return matcher.matches()
                && (matcher.group(2) == null || Long.parseLong(matcher.group(2)) > taps.get(taps.size() - 1));
    }

    @Override
    public List<Term> features(Term images, Scope scope, int height, int width) {
        int rows = height / patch;
        int columns = width / patch;
        List<Term> tokens = tokens(images, scope, height, width);
        return taps.stream()
                .map(tap -> tokens.get(tap)
                        .slice(1, 1, 1 + rows * columns)
                        .transpose(1, 2)
                        .reshape(-1, this.width, rows, columns))
                .toList();
    }

    /**
     * Describes the tokens after each block up to the last that is tapped: N,1 + patches,width, the class token first, then the patches row
     * by row.
     *
     * @param images N,3,H,W
     * @throws IllegalArgumentException if the size is no multiple of the patch
     */
    public List<Term> tokens(Term images, Scope scope, int height, int width) {
        requireWhole(height, width);
        int rows = height / patch;
        int columns = width / patch;
        Scope projection = scope.in("patch_embed").in("proj");
        Term patches = images.conv2d(
                        projection.learned("weight", NARROW, this.width, IMAGE_CHANNELS, patch, patch),
                        projection.learned("bias", Initialiser.constant(0), this.width),
                        patch,
                        0)
                .reshape(-1, this.width, rows * columns)
                .transpose(1, 2);
        Term table = scope.learned("pos_embed", NARROW, 1, 1 + grid * grid, this.width);
        Term first = scope.learned("cls_token", NARROW, 1, 1, this.width).plus(table.slice(1, 0, 1));
        Term x = Term.concatenate(
                List.of(
                        first.forEachSampleOf(patches, 3),
                        patches.plus(positions(table.slice(1, 1, 1 + grid * grid), rows, columns))),
                1);
        List<Term> tokens = new ArrayList<>();
        for (int block = 0; block <= taps.get(taps.size() - 1); block++) {
            x = block(x, scope.in("blocks", block), 1 + rows * columns);
            tokens.add(x);
        }
        return tokens;
    }

    /** The position table for this number of patches; the official code resizes it so. */
    private Term positions(Term table, int rows, int columns) {
        if (rows == grid && columns == grid) {
            return table;
        }
        return table.reshape(1, grid, grid, width)
                .permute(0, 3, 1, 2)
                .resizeBicubic(rows, columns, (rows + RESIZE_OFFSET) / grid, (columns + RESIZE_OFFSET) / grid)
                .permute(0, 2, 3, 1)
                .reshape(1, rows * columns, width);
    }

    private Term block(Term x, Scope scope, int tokens) {
        Term attended = attention(norm(x, scope.in("norm1")), scope.in("attn"), tokens);
        Term y = x.plus(scaled(attended, scope.in("ls1")));
        Term hidden = linear(norm(y, scope.in("norm2")), scope.in("mlp").in("fc1"), width, HIDDEN_FACTOR * width);
        Term wide = linear(hidden.gelu(), scope.in("mlp").in("fc2"), HIDDEN_FACTOR * width, width);
        return y.plus(scaled(wide, scope.in("ls2")));
    }

    private Term attention(Term x, Scope scope, int tokens) {
        int depth = width / heads;
        Term all = linear(x, scope.in("qkv"), width, 3 * width)
                .reshape(-1, tokens, 3, heads, depth)
                .permute(2, 0, 3, 1, 4);
        Term mixed = all.select(0, 0).attend(all.select(0, 1), all.select(0, 2));
        return linear(mixed.transpose(1, 2).reshape(-1, tokens, width), scope.in("proj"), width, width);
    }

    private Term norm(Term x, Scope scope) {
        return x.layerNorm(
                scope.learned("weight", Initialiser.constant(1), width),
                scope.learned("bias", Initialiser.constant(0), width),
                EPSILON);
    }

    private Term scaled(Term x, Scope scope) {
        return x.times(scope.learned("gamma", Initialiser.constant(1), width));
    }

    private static Term linear(Term x, Scope scope, int from, int to) {
        return x.linear(scope.learned("weight", NARROW, to, from), scope.learned("bias", Initialiser.constant(0), to));
    }

    private static final class Kind implements EncoderKind {
        @Override
        public String name() {
            return "vit";
        }

        @Override
        public Map<String, VisionTransformer> known() {
            return Map.of(DINOV2_SMALL_NAME, DINOV2_SMALL);
        }

        @Override
        public boolean recognises(Map<String, HostTensor> weights) {
            return weights.containsKey("patch_embed.proj.weight");
        }

        @Override
        public VisionTransformer of(Map<String, HostTensor> weights) {
            return VisionTransformer.of(weights);
        }

        @Override
        public Class<VisionTransformer> type() {
            return VisionTransformer.class;
        }
    }
}
