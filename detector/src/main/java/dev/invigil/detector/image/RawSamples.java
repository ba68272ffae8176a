// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static dev.invigil.detector.image.RgbImage.CHANNELS;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * The stored samples of a decoded image as 8-bit RGB, as Pillow's {@code convert('RGB')} gives them: grey three times,
 * palette looked up, alpha dropped (not blended), colour profiles ignored. {@code BufferedImage.getRGB} is of no use here:
 * it takes grey for linear light and brightens it.
 */
final class RawSamples {
    /** From 16 bits to 8: values above 255 become 255, so that small labels survive. */
    static final IntUnaryOperator SATURATED = sample -> Math.min(sample, 255);

    private final BufferedImage image;
    private final Raster raster;
    private final IntUnaryOperator narrow;
    private int lowest = Integer.MAX_VALUE;
    private int highest = -1;

    private RawSamples(BufferedImage image, IntUnaryOperator narrow) {
        this.image = image;
        this.raster = image.getRaster();
        this.narrow = narrow;
    }

    /** Empty when the image is neither grey nor RGB of up to 16 whole bits. */
    static Optional<DecodedImage> rgb(BufferedImage image, IntUnaryOperator narrow) {
        RawSamples samples = new RawSamples(image, narrow);
        if (!samples.isSupported()) {
            return Optional.empty();
        }
        RgbImage rgb = new RgbImage(image.getHeight(), image.getWidth(), samples.rgb());
        return Optional.of(new DecodedImage(rgb, samples.range()));
    }

    private Optional<SampleRange> range() {
        return highest < 0 ? Optional.empty() : Optional.of(new SampleRange(lowest, highest));
    }

    private void extend(int[] row) {
        for (int sample : row) {
            lowest = Math.min(lowest, sample);
            highest = Math.max(highest, sample);
        }
    }

    private boolean isSupported() {
        ColorModel model = image.getColorModel();
        int type = raster.getTransferType();
        boolean isWhole = type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT || type == DataBuffer.TYPE_INT;
        int space = model.getColorSpace().getType();
        return isWhole
                && !model.isAlphaPremultiplied()
                && (model instanceof IndexColorModel || space == ColorSpace.TYPE_RGB || space == ColorSpace.TYPE_GRAY);
    }

    private byte[] rgb() {
        if (image.getColorModel() instanceof IndexColorModel palette) {
            return lookedUp(palette);
        }
        if (isPlainRgb()) {
            return ((DataBufferByte) raster.getDataBuffer()).getData();
        }
        byte[] rgb = new byte[image.getHeight() * image.getWidth() * CHANNELS];
        boolean isGrey = raster.getNumBands() < CHANNELS;
        for (int channel = 0; channel < CHANNELS; channel++) {
            int band = isGrey ? 0 : channel;
            int bits = raster.getSampleModel().getSampleSize(band);
            byte[] eightBits = eightBits(bits);
            int[] row = new int[image.getWidth()];
            int o = channel;
            for (int y = 0; y < image.getHeight(); y++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, band, row);
                if (bits > 8 && (!isGrey || channel == 0)) {
                    extend(row);
                }
                for (int sample : row) {
                    rgb[o] = eightBits[sample];
                    o += CHANNELS;
                }
            }
        }
        return rgb;
    }

    /** What every value of a sample of that many bits becomes; narrow ones are stretched to 0..255. */
    private byte[] eightBits(int bits) {
        byte[] table = new byte[1 << bits];
        int highest = table.length - 1;
        for (int sample = 0; sample < table.length; sample++) {
            table[sample] = (byte) (bits > 8 ? narrow.applyAsInt(sample) : sample * 255 / highest);
        }
        return table;
    }

    /** Samples whose memory layout is already that of an {@link RgbImage}. */
    private boolean isPlainRgb() {
        return raster.getTransferType() == DataBuffer.TYPE_BYTE
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && raster.getDataBuffer() instanceof DataBufferByte buffer
                && model.getPixelStride() == CHANNELS
                && model.getScanlineStride() == CHANNELS * raster.getWidth()
                && Arrays.equals(model.getBandOffsets(), new int[] {0, 1, 2})
                && buffer.getData().length == CHANNELS * raster.getWidth() * raster.getHeight();
    }

    private byte[] lookedUp(IndexColorModel palette) {
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        byte[] rgb = new byte[image.getHeight() * image.getWidth() * CHANNELS];
        int[] row = new int[image.getWidth()];
        int o = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
            for (int index : row) {
                int colour = index < colours.length ? colours[index] : 0;
                rgb[o++] = (byte) (colour >> 16);
                rgb[o++] = (byte) (colour >> 8);
                rgb[o++] = (byte) colour;
            }
        }
        return rgb;
    }
}
