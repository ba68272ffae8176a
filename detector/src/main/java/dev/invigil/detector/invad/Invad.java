// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import dev.invigil.detector.graph.BatchNorm;
import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * InvAD behind its encoder: a fuser that condenses three features into a style per resolution, and a decoder that rebuilds the
 * features from a learned constant, modulated by those styles (Zhang et al., "Learning Feature Inversion for Multi-class Anomaly
 * Detection under General-purpose COCO-AD Benchmark", arXiv 2404.10760). Parameters have the names of the reference's state dict.
 *
 * <p>Lists are in order of resolution, fine to coarse.
 *
 * @param channels channels of the encoder's features, strides 4, 8, 16
 * @param styles channels of the fused styles
 * @param latent channels of the style that modulates
 * @param layers blocks of the decoder
 * @param constantHeight height of the coarsest feature, which the learned constant has
 * @param constantWidth width of the coarsest feature
 */
public record Invad(
        List<Integer> channels,
        List<Integer> styles,
        int latent,
        List<Integer> layers,
        int constantHeight,
        int constantWidth) {
    private static final double EPSILON = 1e-5;
    private static final double FUSER_EPSILON = 1e-6;
    /** Pixels of the image per pixel of the coarsest feature. */
    static final int STRIDE = 16;

    private static final int BOTTLENECK_REDUCTION = 4;
    private static final Scope FUSER = Scope.ROOT.in("net_fuser");
    private static final Scope DECODER = Scope.ROOT.in("net_decoder");

    public Invad {
        channels = List.copyOf(channels);
        styles = List.copyOf(styles);
        layers = List.copyOf(layers);
        if (styles.size() != channels.size() || layers.size() != channels.size() || channels.isEmpty()) {
            throw new IllegalArgumentException("channels " + channels + ", styles " + styles + " and layers " + layers
                    + " must have the same length");
        }
    }

    /**
     * The official proportions: styles of 64 channels, latents of 16.
     *
     * @param layers blocks per resolution: 2 in InvAD, 4 in InvAD-lite
     * @param height of the images in pixels, a multiple of {@value #STRIDE}
     * @param width of the images in pixels, a multiple of {@value #STRIDE}
     */
    public static Invad official(List<Integer> channels, int layers, int height, int width) {
        requireSize(height, width);
        List<Integer> perLevel = channels.stream().map(c -> layers).toList();
        return new Invad(
                channels, channels.stream().map(c -> 64).toList(), 16, perLevel, height / STRIDE, width / STRIDE);
    }

    /** @throws IllegalArgumentException if the network cannot take images of this size */
    static void requireSize(int height, int width) {
        if (height < 2 * STRIDE || height % STRIDE != 0 || width < 2 * STRIDE || width % STRIDE != 0) {
            throw new IllegalArgumentException("the image size must be a multiple of " + STRIDE + " from " + 2 * STRIDE
                    + (height == width ? ", not " + height : ", not " + height + " x " + width));
        }
    }

    private int levels() {
        return channels.size();
    }

    /** An attribute of the decoder's depth, counted from the coarsest level. */
    private int atDepth(List<Integer> fineToCoarse, int depth) {
        return fineToCoarse.get(levels() - 1 - depth);
    }

    /**
     * Describes the styles of {@code features}.
     *
     * @param features N,C,H,W each, fine to coarse
     * @return coarse to fine
     */
    public List<Term> fuse(List<? extends Term> features) {
        int wide = styles.get(levels() - 1);
        List<Term> condensed = new ArrayList<>();
        for (int i = 0; i < levels(); i++) {
            Scope scope = FUSER.in("downsamples", i);
            int c = channels.get(i);
            int stride = 1 << (levels() - 1 - i);
            Initialiser uniform = Initialiser.uniform(1 / Math.sqrt(c * stride * stride));
            Term weight = scope.in("conv").learned("weight", uniform, c, c, stride, stride);
            Term bias = scope.in("conv").learned("bias", uniform, c);
            condensed.add(
                    BatchNorm.of(features.get(i).conv2d(weight, bias, stride, 0), scope.in("norm"), c, FUSER_EPSILON));
        }
        int all = channels.stream().mapToInt(Integer::intValue).sum();
        Term fused = convolve(
                Term.concatenate(condensed), FUSER.in("conv_cat"), "conv", "norm", all, wide, 1, FUSER_EPSILON);
        Term x = bottleneck(fused.relu(), FUSER.in("conv_bottle", 0), wide);
        List<Term> fusedStyles = new ArrayList<>();
        int from = wide;
        for (int depth = 0; depth < levels(); depth++) {
            Scope scope = FUSER.in("convs", depth);
            int to = atDepth(styles, depth);
            x = depth == 0
                    ? Equalised.convolve(x, scope.in("0"), from, to)
                    : Equalised.convolveUp(x, scope.in("0"), from, to);
            x = Equalised.convolve(x, scope.in("1"), to, to);
            fusedStyles.add(x);
            from = to;
        }
        return fusedStyles;
    }

    private static Term bottleneck(Term x, Scope scope, int channels) {
        int inner = channels / BOTTLENECK_REDUCTION;
        Term narrow =
                convolve(x, scope, "conv1", "bn1", channels, inner, 1, EPSILON).relu();
        Term middle = convolve(narrow, scope, "conv2", "bn2", inner, inner, 3, EPSILON)
                .relu();
        return convolve(middle, scope, "conv3", "bn3", inner, channels, 1, EPSILON)
                .plus(x)
                .relu();
    }

    private static Term convolve(
            Term x, Scope scope, String conv, String norm, int from, int to, int kernel, double epsilon) {
        Initialiser uniform = Initialiser.uniform(1 / Math.sqrt(from * kernel * kernel));
        Term weight = scope.in(conv).learned("weight", uniform, to, from, kernel, kernel);
        return BatchNorm.of(x.conv2d(weight, 1, kernel / 2), scope.in(norm), to, epsilon);
    }

    /**
     * Describes the rebuilt features. The trunk starts from one constant for all samples and becomes as long as the batch where
     * the first style modulates it.
     *
     * @param fused as {@link #fuse} returns them
     * @return N,C,H,W each, fine to coarse, as the encoder's features
     */
    public List<Term> decode(List<? extends Term> fused) {
        int from = atDepth(channels, 0);
        Term constant =
                DECODER.in("input").learned("input", Initialiser.normal(1), 1, from, constantHeight, constantWidth);
        Term x = Equalised.convolve(constant, DECODER.in("conv1", 0), from, from);
        List<Term> rebuilt = new ArrayList<>();
        for (int depth = 0; depth < levels(); depth++) {
            int style = atDepth(styles, depth);
            Scope latentScope = DECODER.in("convs_latent", depth);
            Term z = Equalised.convolve(
                    Equalised.convolve(fused.get(depth), latentScope.in("0"), style, style),
                    latentScope.in("1"),
                    style,
                    latent);
            int to = atDepth(channels, depth);
            for (int block = 0; block < atDepth(layers, depth); block++) {
                boolean up = depth > 0 && block == 0;
                x = styled(x, z, DECODER.in("convs", depth).in(Integer.toString(block)), from, to, up);
                from = to;
            }
            rebuilt.add(0, x);
        }
        return rebuilt;
    }

    /**
     * Two convolutions beside a skip; the first is modulated unless it doubles height and width. The reference multiplies the second
     * by sqrt2 and divides the sum by it, so here only the skip is divided.
     */
    private Term styled(Term x, Term z, Scope scope, int from, int to, boolean up) {
        Scope first = scope.in("conv1");
        Scope second = scope.in("conv2");
        Scope skip = scope.in("skip");
        Term normal = x.layerNorm(EPSILON);
        Term inner = up
                ? Equalised.convolveStyledUp(normal, first, from, to, Equalised.SQRT2)
                : Equalised.convolveStyled(modulate(normal, z, first, from), first, from, to, Equalised.SQRT2);
        Term modulated = modulate(inner.layerNorm(EPSILON), z, second, to);
        Term shortcut = up
                ? Equalised.skipUp(x, skip, from, to, 1 / Equalised.SQRT2)
                : Equalised.skip(x, skip, from, to, 1 / Equalised.SQRT2);
        return Equalised.convolveStyled(modulated, second, to, to, 1).plus(shortcut);
    }

    private Term modulate(Term x, Term z, Scope scope, int width) {
        Term gamma = Equalised.convolveBiased(z, scope.in("conv").in("gamma"), latent, width, 1);
        Term beta = Equalised.convolveBiased(z, scope.in("conv").in("beta"), latent, width, 0);
        return x.timesPlus(gamma, beta);
    }

    /** Describes the training loss: the sum over levels of {@code factor} times the mean squared error. */
    public static Term loss(List<? extends Term> features, List<? extends Term> rebuilt, double factor) {
        Term loss = null;
        for (int i = 0; i < features.size(); i++) {
            Term level = rebuilt.get(i).meanSquaredError(features.get(i)).times(factor);
            loss = loss == null ? level : loss.plus(level);
        }
        return loss;
    }
}
