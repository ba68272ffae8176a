// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/**
 * Two figures of an image that change with the light, the exposure and the focus rather than with the part.
 *
 * @param brightness mean of {@link RgbImage#toGrey}, 0 to 255
 * @param sharpness variance of its Laplacian (the pixel's four neighbours minus four times the pixel) over the pixels that have four
 *     neighbours, at least 0; a common measure of focus (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", 2000). 0 for
 *     an image without such pixels
 */
public record ImageFigures(double brightness, double sharpness) {

    /** One pass over the pixels with three rows of memory. */
    public static ImageFigures of(RgbImage image) {
        int width = image.width();
        int[] above = new int[width];
        int[] row = new int[width];
        int[] below = new int[width];
        long brightness = 0;
        long sum = 0;
        long squares = 0;
        for (int y = 0; y < image.height(); y++) {
            int[] free = above;
            above = row;
            row = below;
            below = free;
            brightness += grey(image, y, below);
            if (y >= 2) {
                for (int x = 1; x < width - 1; x++) {
                    int laplacian = above[x] + below[x] + row[x - 1] + row[x + 1] - 4 * row[x];
                    sum += laplacian;
                    squares += (long) laplacian * laplacian;
                }
            }
        }
        double inner = (double) Math.max(0, width - 2) * Math.max(0, image.height() - 2);
        double mean = inner == 0 ? 0 : sum / inner;
        double variance = inner == 0 ? 0 : Math.max(0, squares / inner - mean * mean);
        return new ImageFigures(brightness / ((double) width * image.height()), variance);
    }

    /** Writes the brightness of a row's pixels and gives their sum. */
    private static long grey(RgbImage image, int y, int[] row) {
        byte[] rgb = image.rgb();
        int i = y * row.length * RgbImage.CHANNELS;
        long sum = 0;
        for (int x = 0; x < row.length; x++) {
            row[x] = RgbImage.grey(rgb[i++] & 0xff, rgb[i++] & 0xff, rgb[i++] & 0xff);
            sum += row[x];
        }
        return sum;
    }
}
