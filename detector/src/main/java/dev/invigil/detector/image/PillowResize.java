// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static dev.invigil.detector.image.RgbImage.CHANNELS;

import java.util.Arrays;

/**
 * Pillow's {@code Image.resize} for 8-bit images, bit for bit: across and down, in the order of a {@link ResizeVersion}, each
 * pass in whole numbers with 22 fractional bits and rounded to 8 bits; a pass that changes nothing is left out. It antialiases when it shrinks,
 * which the interpolations of image libraries mostly do not: a model trained with one sees other pixels with the other.
 */
final class PillowResize {
    private static final int HALF = 1 << (ResizeTaps.PRECISION - 1);

    private PillowResize() {}

    /**
     * @param samples row-major, channels interleaved
     * @param channels 1 or 3
     * @return the samples of the image of {@code toHeight x toWidth}; the given array where the size stays
     */
    static byte[] resize(
            byte[] samples,
            int height,
            int width,
            int channels,
            int toHeight,
            int toWidth,
            ResizeFilter filter,
            ResizeVersion version) {
        if (toHeight < 1 || toWidth < 1) {
            throw new IllegalArgumentException("cannot resize to " + toHeight + " x " + toWidth);
        }
        if (filter == ResizeFilter.NEAREST) {
            return nearest(samples, height, width, channels, toHeight, toWidth);
        }
        if (version.isDownFirst(height, width, toHeight, toWidth)) {
            byte[] down = down(samples, height, width * channels, toHeight, filter);
            return across(down, toHeight, width, channels, toWidth, filter);
        }
        byte[] across = across(samples, height, width, channels, toWidth, filter);
        return down(across, height, toWidth * channels, toHeight, filter);
    }

    private static byte[] across(byte[] in, int height, int width, int channels, int toWidth, ResizeFilter filter) {
        if (toWidth == width) {
            return in;
        }
        ResizeTaps taps = ResizeTaps.of(width, toWidth, filter);
        return channels == CHANNELS
                ? acrossRgb(in, height, width, toWidth, taps)
                : acrossGrey(in, height, width, toWidth, taps);
    }

    private static byte[] down(byte[] in, int height, int rowLength, int toHeight, ResizeFilter filter) {
        return toHeight == height ? in : down(in, rowLength, toHeight, ResizeTaps.of(height, toHeight, filter));
    }

    private static byte[] acrossRgb(byte[] in, int height, int width, int toWidth, ResizeTaps taps) {
        byte[] out = new byte[Math.multiplyExact(height * CHANNELS, toWidth)];
        int o = 0;
        for (int y = 0; y < height; y++) {
            int row = y * width * CHANNELS;
            for (int x = 0; x < toWidth; x++) {
                int[] weights = taps.weights()[x];
                int from = row + taps.first()[x] * CHANNELS;
                int red = HALF;
                int green = HALF;
                int blue = HALF;
                // indices linear in t: the compiler then tests bounds once, not for every sample
                for (int t = 0; t < weights.length; t++) {
                    red += (in[from + CHANNELS * t] & 0xff) * weights[t];
                    green += (in[from + CHANNELS * t + 1] & 0xff) * weights[t];
                    blue += (in[from + CHANNELS * t + 2] & 0xff) * weights[t];
                }
                out[o++] = clip(red);
                out[o++] = clip(green);
                out[o++] = clip(blue);
            }
        }
        return out;
    }

    private static byte[] acrossGrey(byte[] in, int height, int width, int toWidth, ResizeTaps taps) {
        byte[] out = new byte[Math.multiplyExact(height, toWidth)];
        int o = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < toWidth; x++) {
                int i = y * width + taps.first()[x];
                int sum = HALF;
                for (int weight : taps.weights()[x]) {
                    sum += (in[i++] & 0xff) * weight;
                }
                out[o++] = clip(sum);
            }
        }
        return out;
    }

    private static byte[] down(byte[] in, int rowLength, int toHeight, ResizeTaps taps) {
        byte[] out = new byte[Math.multiplyExact(toHeight, rowLength)];
        int[] sum = new int[rowLength];
        for (int y = 0; y < toHeight; y++) {
            Arrays.fill(sum, HALF);
            int row = taps.first()[y] * rowLength;
            for (int weight : taps.weights()[y]) {
                for (int i = 0; i < rowLength; i++) {
                    sum[i] += (in[row + i] & 0xff) * weight;
                }
                row += rowLength;
            }
            for (int i = 0; i < rowLength; i++) {
                out[y * rowLength + i] = clip(sum[i]);
            }
        }
        return out;
    }

    private static byte clip(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> ResizeTaps.PRECISION));
    }

    private static byte[] nearest(byte[] in, int height, int width, int channels, int toHeight, int toWidth) {
        int[] rows = nearestSamples(height, toHeight);
        int[] columns = nearestSamples(width, toWidth);
        byte[] out = new byte[Math.multiplyExact(toHeight * channels, toWidth)];
        int o = 0;
        for (int row : rows) {
            for (int column : columns) {
                System.arraycopy(in, (row * width + column) * channels, out, o, channels);
                o += channels;
            }
        }
        return out;
    }

    /** Steps along the axis by adding up, as Pillow does: the rounding of the sums decides ties. */
    private static int[] nearestSamples(int in, int out) {
        double scale = (double) in / out;
        int[] samples = new int[out];
        double at = scale * 0.5;
        for (int i = 0; i < out; i++) {
            samples[i] = Math.min((int) at, in - 1);
            at += scale;
        }
        return samples;
    }
}
