// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A tensor in the description of a network: given from outside, a named parameter, a constant, or the result of an operation on
 * other terms. Images and features are N,C,H,W.
 *
 * <p>Terms are immutable and compared by identity; using one twice means computing it once.
 */
public abstract sealed class Term permits Input, Parameter, Constant, Operation {
    private static final int FLOAT32 = 6;
    private static final int FLOAT64 = 7;

    Term() {}

    /** Correlates with {@code weight} [out,in,k,k], zero padding, no bias. */
    public Term conv2d(Term weight, int stride, int padding) {
        return new Convolution(this, weight, null, stride, padding, 1);
    }

    /** Correlates with {@code weight} [out,in,k,k], zero padding, and adds {@code bias} [out]. */
    public Term conv2d(Term weight, Term bias, int stride, int padding) {
        return new Convolution(this, weight, bias, stride, padding, 1);
    }

    /** Transposed convolution, stride 2, no padding, with {@code weight} [in,out,k,k]: H becomes 2H - 2 + k. */
    public Term convTranspose2d(Term weight) {
        return new Operation("torch.conv_transpose2d({0}, {1}, None, [2, 2], [0, 0], [0, 0], 1, [1, 1])", this, weight);
    }

    /** Correlates each of {@code channels} channels with its own kernel of {@code weight} [channels,1,k,k], zero padding, no bias. */
    public Term depthwise(Term weight, int channels, int stride, int padding) {
        return new Convolution(this, weight, null, stride, padding, channels);
    }

    /** Adds zeros at the edges of H and W. */
    public Term pad(int left, int right, int top, int bottom) {
        return new Operation(
                "torch.constant_pad_nd({0}, [%d, %d, %d, %d], 0)".formatted(left, right, top, bottom), this);
    }

    /** Correlates each of {@code channels} channels with the same {@code kernel} [k,k]. */
    public Term depthwise(Term kernel, int channels, int padding) {
        Term weight = kernel.expand(channels, 1, -1, -1);
        return new Operation(
                "torch.conv2d({0}, {1}, None, [1, 1], [%d, %d], [1, 1], %d)".formatted(padding, padding, channels),
                this,
                weight);
    }

    /**
     * Layer normalisation of each sample over all of C,H,W together, biased variance, no affine part.
     *
     * <p>Done with the channels innermost, which is how images come and how the processor's convolutions like to read: so nothing is
     * copied into another layout between an image and its map.
     */
    public Term layerNorm(double epsilon) {
        Term channelsLast = permute(0, 2, 3, 1);
        return new Operation(
                        "torch.layer_norm({0}, torch.slice(torch.size({0}), 1, None, 1), None, None, %s)"
                                .formatted(epsilon),
                        channelsLast)
                .permute(0, 3, 1, 2);
    }

    /** Layer normalisation over the innermost axis, biased variance, times {@code weight} and plus {@code bias}, both [that axis]. */
    public Term layerNorm(Term weight, Term bias, double epsilon) {
        return new Operation(
                "torch.layer_norm({0}, torch.size({1}), {1}, {2}, %s)".formatted(epsilon), this, weight, bias);
    }

    /** Layer normalisation over the innermost axis, biased variance, no affine part. */
    public Term normalise(int innermost, double epsilon) {
        return new Operation("torch.layer_norm({0}, [%d], None, None, %s)".formatted(innermost, epsilon), this);
    }

    /** On the innermost axis: this times the transposed {@code weight} [out,in], plus {@code bias} [out]. */
    public Term linear(Term weight, Term bias) {
        return new Operation("torch.linear({0}, {1}, {2})", this, weight, bias);
    }

    /** Product of matrices, which are the two innermost axes; the axes before them are expanded to each other. */
    public Term matrixTimes(Term other) {
        return new Operation("torch.matmul({0}, {1})", this, other);
    }

    /** The exact Gaussian error linear unit: x * P(X <= x) for a standard normal X. */
    public Term gelu() {
        return new Operation("torch.gelu({0})", this);
    }

    /** exp(x), divided by the sum of all exp(x) on this axis; negative counts from the innermost. */
    public Term softmax(int axis) {
        return new Operation("torch.softmax({0}, %d, None)".formatted(axis), this);
    }

    /**
     * Attention of these queries [N,heads,T,d] to {@code keys} [N,heads,S,d]: each query's mean of {@code values} [N,heads,S,e], weighted by
     * softmax(query * key / sqrt(d)). Fused: the T x S weights are never kept as a whole.
     */
    public Term attend(Term keys, Term values) {
        return new Operation("torch.scaled_dot_product_attention({0}, {1}, {2}, None, 0., False)", this, keys, values);
    }

    /** The same with {@code mask} [T,S], which is added before the softmax: 0, or minus infinity where a query may not look. */
    public Term attend(Term keys, Term values, Term mask) {
        return new Operation(
                "torch.scaled_dot_product_attention({0}, {1}, {2}, {3}, 0., False)", this, keys, values, mask);
    }

    public Term relu() {
        return new Operation("torch.relu({0})", this);
    }

    /** x where positive, else slope * x. */
    public Term leakyRelu(double slope) {
        return new Operation("torch.leaky_relu({0}, %s)".formatted(slope), this);
    }

    /** 1 / (1 + exp(-x)). */
    public Term sigmoid() {
        return new Operation("torch.sigmoid({0})", this);
    }

    /** x * sigmoid(x), also called swish. */
    public Term silu() {
        return new Operation("torch.silu({0})", this);
    }

    /** Maximum over windows of size 3, stride 2, padding 1. */
    public Term maxPool() {
        return new Operation("torch.max_pool2d({0}, [3, 3], [2, 2], [1, 1], [1, 1], False)", this);
    }

    /** Maximum over windows of this side that do not overlap; rows and columns that fill no window are left out. */
    public Term maxPool(int window) {
        return new Operation(
                "torch.max_pool2d({0}, [%1$d, %1$d], [%1$d, %1$d], [0, 0], [1, 1], False)".formatted(window), this);
    }

    /** The images turned counter-clockwise by this many quarters of a circle: H and W are exchanged when it is odd. */
    public Term rotate(int quarters) {
        return new Operation("torch.rot90({0}, %d, [2, 3])".formatted(quarters), this);
    }

    /** The magnitude of each element. */
    public Term absolute() {
        return new Operation("torch.abs({0})", this);
    }

    public Term plus(Term other) {
        return new Operation("torch.add({0}, {1})", this, other);
    }

    public Term plus(double number) {
        return new Operation("torch.add({0}, %s)".formatted(number), this);
    }

    public Term minus(Term other) {
        return new Operation("torch.sub({0}, {1})", this, other);
    }

    public Term times(Term other) {
        return new Operation("torch.mul({0}, {1})", this, other);
    }

    /** this * factor + summand. */
    public Term timesPlus(Term factor, Term summand) {
        return new Operation("torch.addcmul({2}, {0}, {1}, value=1)", this, factor, summand);
    }

    public Term times(double factor) {
        return new Operation("torch.mul({0}, %s)".formatted(factor), this);
    }

    public Term dividedBy(Term other) {
        return new Operation("torch.div({0}, {1})", this, other);
    }

    public Term dividedBy(double divisor) {
        return new Operation("torch.div({0}, %s)".formatted(divisor), this);
    }

    /** {@code number} - this. */
    public Term subtractedFrom(double number) {
        return new Operation("torch.rsub({0}, %s)".formatted(number), this);
    }

    public Term squareRoot() {
        return new Operation("torch.sqrt({0})", this);
    }

    /** Mean of the squares of all differences. */
    public Term meanSquaredError(Term target) {
        return new Operation("torch.mse_loss({0}, {1}, 1)", this, target);
    }

    /** Sum over the channels; N,1,H,W. */
    public Term sumChannels() {
        return new Operation("torch.sum({0}, [1], True, dtype=None)", this);
    }

    /** Mean over the channels; N,1,H,W. */
    public Term meanChannels() {
        return new Operation("torch.mean({0}, [1], True, dtype=None)", this);
    }

    /** Sum over the innermost axis, whose size becomes 1. */
    public Term sumInnermost() {
        return new Operation("torch.sum({0}, [-1], True, dtype=None)", this);
    }

    /** Mean over H and W: N,C. */
    public Term spatialMean() {
        return new Operation("torch.mean({0}, [2, 3], False, dtype=None)", this);
    }

    /** The larger of this and {@code least}. */
    public Term atLeast(double least) {
        return new Operation("torch.clamp_min({0}, %s)".formatted(least), this);
    }

    /** Bilinear resize in which the corners' centres stay where they are (align_corners). */
    public Term resize(int height, int width) {
        return new Operation("torch.upsample_bilinear2d({0}, [%d, %d], True, None)".formatted(height, width), this);
    }

    /** Bilinear resize in which the image's edges stay where they are (half-pixel centres). */
    public Term resizeWithEdges(int height, int width) {
        return new Operation("torch.upsample_bilinear2d({0}, [%d, %d], False, None)".formatted(height, width), this);
    }

    /** Bilinear resize to height and width of {@code like}, corners aligned. */
    public Term resizeLike(Term like) {
        return new Operation(
                "torch.upsample_bilinear2d({0}, torch.slice(torch.size({1}), 2, None, 1), True, None)", this, like);
    }

    /**
     * Bicubic resize without antialiasing (a = -0.75, half-pixel centres).
     *
     * @param scaleHeight new height divided by old, by which places are computed; it need not be exactly that
     * @param scaleWidth likewise
     */
    public Term resizeBicubic(int height, int width, double scaleHeight, double scaleWidth) {
        return new Operation(
                "torch.upsample_bicubic2d({0}, [%d, %d], False, %s, %s)"
                        .formatted(height, width, scaleHeight, scaleWidth),
                this);
    }

    /** All of {@code terms}, one after the other on the channel axis. */
    public static Term concatenate(List<? extends Term> terms) {
        return concatenate(terms, 1);
    }

    /** All of {@code terms}, one after the other on this axis. */
    public static Term concatenate(List<? extends Term> terms, int axis) {
        return new Operation("torch.cat([%s], %d)".formatted(places(terms), axis), terms);
    }

    /** All of {@code terms}, which have one shape, side by side on a new axis. */
    public static Term stack(List<? extends Term> terms, int axis) {
        return new Operation("torch.stack([%s], %d)".formatted(places(terms), axis), terms);
    }

    private static String places(List<? extends Term> terms) {
        return IntStream.range(0, terms.size()).mapToObj(i -> "{" + i + "}").collect(Collectors.joining(", "));
    }

    /** The part {@code from} (inclusive) to {@code to} (exclusive) of an axis. */
    public Term slice(int axis, int from, int to) {
        return new Operation("torch.slice({0}, %d, %d, %d, 1)".formatted(axis, from, to), this);
    }

    /** One place of an axis, which disappears. */
    public Term select(int axis, int index) {
        return new Operation("torch.select({0}, %d, %d)".formatted(axis, index), this);
    }

    /** Reorders the axes; the elements stay where they are. */
    public Term permute(int... axes) {
        return new Operation("torch.permute({0}, %s)".formatted(list(axes)), this);
    }

    public Term transpose(int axis, int other) {
        return new Operation("torch.transpose({0}, %d, %d)".formatted(axis, other), this);
    }

    public Term reshape(int... sizes) {
        return new Operation("torch.reshape({0}, %s)".formatted(list(sizes)), this);
    }

    /** The axes {@code from} to {@code to}, both inclusive, as one. */
    public Term flatten(int from, int to) {
        return new Operation("torch.flatten({0}, %d, %d)".formatted(from, to), this);
    }

    /** Repeats along axes of size 1 without copying; -1 keeps a size. */
    public Term expand(int... sizes) {
        return new Operation("torch.expand({0}, %s)".formatted(list(sizes)), this);
    }

    /** Repeats this, of {@code axes} axes with the first of size 1, for each sample of {@code like}; nothing is copied. */
    public Term forEachSampleOf(Term like, int axes) {
        return new Operation(
                "torch.expand({0}, [torch.size({1}, 0)%s])".formatted(", -1".repeat(axes - 1)), this, like);
    }

    /** Inserts an axis of size 1. */
    public Term unsqueeze(int axis) {
        return new Operation("torch.unsqueeze({0}, %d)".formatted(axis), this);
    }

    /** Removes an axis of size 1. */
    public Term squeeze(int axis) {
        return new Operation("torch.squeeze({0}, %d)".formatted(axis), this);
    }

    public Term toFloat32() {
        return new Operation("torch.to({0}, %d)".formatted(FLOAT32), this);
    }

    public Term toFloat64() {
        return new Operation("torch.to({0}, %d)".formatted(FLOAT64), this);
    }

    private static String list(int[] numbers) {
        return IntStream.of(numbers).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
