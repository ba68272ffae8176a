// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

/**
 * How many tokens or patches an image is cut into, and how many are taken: too few say nothing about where a defect is, and time and memory
 * of an attention grow with the square of their number.
 *
 * @param stride pixels of the image per token, along each axis
 * @param height of the image in pixels
 * @param width of the image in pixels
 */
public record Tokens(int stride, int height, int width) {
    /** The most tokens of a network with attention: 64 x 64. */
    public static final int MOST_ATTENDED = 64 * 64;

    /** The fewest tokens along each axis. */
    public static final int LEAST_SIDE = 4;

    /** How many. */
    public long count() {
        return (long) (height / stride) * (width / stride);
    }

    /**
     * @param what has the tokens, for the message
     * @param most how many may be; a square number
     * @throws IllegalArgumentException if there are fewer than {@value #LEAST_SIDE} along an axis, or more than {@code most}, with the sizes
     *     that are taken
     */
    public void requireWithin(String what, int most) {
        if (Math.min(height, width) / stride < LEAST_SIDE) {
            throw new IllegalArgumentException(
                    "%s needs at least %d x %d patches of %d pixels, but %d x %d has %d x %d; choose --size %d or larger"
                            .formatted(
                                    what,
                                    LEAST_SIDE,
                                    LEAST_SIDE,
                                    stride,
                                    height,
                                    width,
                                    height / stride,
                                    width / stride,
                                    LEAST_SIDE * stride));
        }
        requireAtMost(what, most);
    }

    /**
     * The same without a lower bound.
     *
     * @throws IllegalArgumentException if there are more than {@code most}, with the largest size
     */
    public void requireAtMost(String what, int most) {
        if (count() > most) {
            throw new IllegalArgumentException(
                    "%s takes at most %d patches of %d pixels, but %d x %d has %d; the largest size is --size %d"
                            .formatted(what, most, stride, height, width, count(), ((int) Math.sqrt(most)) * stride));
        }
    }
}
