// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import dev.invigil.detector.map.AnomalyMap;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * An anomaly map as a 16-bit grey PNG: {@code value = sample * scale}. The scale is absolute, so maps compare.
 *
 * <p>How exact: the highest value, which is the image score, comes back as the same float; every other value within half
 * a {@code scale}, that is within 1/131070 of the highest. Values below 0, which only rounding makes, become 0.
 *
 * @param png the file
 * @param scale the value of one grey level; greater than 0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a topic, never compared or hashed
public record MapPng(byte[] png, double scale) {
    private static final int HIGHEST = 0xFFFF;
    /** Half of what the default takes in time, for a few per cent more bytes. */
    private static final float FAST = 0.9f;

    public MapPng {
        Objects.requireNonNull(png);
        if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a map's scale must be greater than 0, not " + scale);
        }
    }

    /**
     * @throws IllegalArgumentException if a value is NaN or infinite
     */
    public static MapPng encode(AnomalyMap map) {
        float max = map.max();
        if (!Float.isFinite(max)) {
            throw new IllegalArgumentException("a map with the value " + max + " cannot be stored");
        }
        double scale = max > 0 ? (double) max / HIGHEST : 1.0 / HIGHEST;
        BufferedImage image = new BufferedImage(map.width(), map.height(), BufferedImage.TYPE_USHORT_GRAY);
        short[] samples = ((DataBufferUShort) image.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) Math.max(0, Math.round(map.values()[i] / scale));
        }
        return new MapPng(write(image), scale);
    }

    /**
     * The map again, as exact as said above.
     *
     * @throws UnreadableImageException if the bytes are not a whole 16-bit grey PNG
     */
    public AnomalyMap decode() throws UnreadableImageException {
        BufferedImage image = new ImageDecoder().buffered(png);
        if (image.getType() != BufferedImage.TYPE_USHORT_GRAY) {
            throw new UnreadableImageException(
                    ImageFault.UNSUPPORTED, "not an anomaly map: it is an image, but not a 16-bit grey one");
        }
        int[] samples = image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
        float[] values = new float[samples.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (samples[i] * scale);
        }
        return new AnomalyMap(image.getHeight(), image.getWidth(), values);
    }

    private static byte[] write(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(FAST);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
