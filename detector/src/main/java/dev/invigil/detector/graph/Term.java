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
        return new Convolution(this, weight, null, stride, padding);
    }

    /** Correlates with {@code weight} [out,in,k,k], zero padding, and adds {@code bias} [out]. */
    public Term conv2d(Term weight, Term bias, int stride, int padding) {
        return new Convolution(this, weight, bias, stride, padding);
    }

    /** Transposed convolution, stride 2, no padding, with {@code weight} [in,out,k,k]: H becomes 2H - 2 + k. */
    public Term convTranspose2d(Term weight) {
        return new Operation("torch.conv_transpose2d({0}, {1}, None, [2, 2], [0, 0], [0, 0], 1, [1, 1])", this, weight);
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

    public Term relu() {
        return new Operation("torch.relu({0})", this);
    }

    /** x where positive, else slope * x. */
    public Term leakyRelu(double slope) {
        return new Operation("torch.leaky_relu({0}, %s)".formatted(slope), this);
    }

    /** Maximum over windows of size 3, stride 2, padding 1. */
    public Term maxPool() {
        return new Operation("torch.max_pool2d({0}, [3, 3], [2, 2], [1, 1], [1, 1], False)", this);
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

    /** Bilinear resize to height and width of {@code like}, corners aligned. */
    public Term resizeLike(Term like) {
        return new Operation(
                "torch.upsample_bilinear2d({0}, torch.slice(torch.size({1}), 2, None, 1), True, None)", this, like);
    }

    /** All of {@code terms}, one after the other on the channel axis. */
    public static Term concatenate(List<? extends Term> terms) {
        String places =
                IntStream.range(0, terms.size()).mapToObj(i -> "{" + i + "}").collect(Collectors.joining(", "));
        return new Operation("torch.cat([" + places + "], 1)", terms);
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

    /** Repeats along axes of size 1 without copying; -1 keeps a size. */
    public Term expand(int... sizes) {
        return new Operation("torch.expand({0}, %s)".formatted(list(sizes)), this);
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
