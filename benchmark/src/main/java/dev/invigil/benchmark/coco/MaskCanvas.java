// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A black image on which segmentations are painted white, one over the other. Not thread-safe. */
final class MaskCanvas {
    static final byte WHITE = (byte) 255;

    private static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final byte[] pixels;

    /** @param width at least 1, in pixels; {@code height} alike */
    MaskCanvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.pixels = new byte[Math.multiplyExact(width, height)];
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Paints a pixel, which must be on the canvas. */
    void paint(int x, int y) {
        pixels[y * width + x] = WHITE;
    }

    /** Paints the pixels from {@code left} to {@code right}, both included, as far as they are on the canvas. */
    void paintRow(int y, long left, long right) {
        int from = (int) Math.max(left, 0);
        int to = (int) Math.min(right, width - 1L);
        if (from <= to) {
            Arrays.fill(pixels, y * width + from, y * width + to + 1, WHITE);
        }
    }

    /** The values, 0 or 255, row by row. */
    byte[] pixels() {
        return pixels.clone();
    }

    /** The image as a PNG file of three equal channels. */
    byte[] png() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pixels[i / CHANNELS];
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
