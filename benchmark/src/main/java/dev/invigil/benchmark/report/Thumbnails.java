// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.detector.decision.Inspection;
import dev.invigil.detector.image.DefectMask;
import dev.invigil.detector.image.Overlay;
import dev.invigil.detector.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Small JPEG images of a part: about 10 KB each.
 *
 * @param image the image with the outline of the true defect
 * @param heat the image under its anomaly map, with frames around what is above the threshold that decided
 */
record Thumbnails(byte[] image, byte[] heat) {
    /** Of the longer side, in pixels; smaller images keep their size. */
    private static final int LONGEST = 256;

    private static final float QUALITY = 0.82f;
    private static final int OUTLINE = 0x00E5FF;

    /** @param truth of the map's size; need not have a defect */
    static Thumbnails of(Inspection inspection, RgbImage photograph, DefectMask truth) {
        RgbImage small = shrunk(photograph);
        return new Thumbnails(
                jpeg(outlined(small, truth)),
                jpeg(Overlay.of(
                        small,
                        inspection.map(),
                        inspection.threshold().threshold().reject(),
                        inspection.regions())));
    }

    /** The same as data URIs, for a page that is one file. */
    Thumbnail embedded(DecidedPart part) {
        return new Thumbnail(part, dataUri(image), dataUri(heat));
    }

    private static RgbImage shrunk(RgbImage picture) {
        double scale = Math.min(1.0, (double) LONGEST / Math.max(picture.width(), picture.height()));
        int height = Math.max(1, (int) Math.round(picture.height() * scale));
        int width = Math.max(1, (int) Math.round(picture.width() * scale));
        return picture.resized(height, width);
    }

    /** The image with a line around the defect, outside of it, so that the defect itself is not covered. */
    private static BufferedImage outlined(RgbImage photograph, DefectMask truth) {
        BufferedImage picture = new BufferedImage(photograph.width(), photograph.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = photograph.rgb();
        for (int y = 0; y < photograph.height(); y++) {
            for (int x = 0; x < photograph.width(); x++) {
                int i = (y * photograph.width() + x) * RgbImage.CHANNELS;
                int own = (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | (rgb[i + 2] & 0xff);
                picture.setRGB(x, y, isOutline(photograph, truth, x, y) ? OUTLINE : own);
            }
        }
        return picture;
    }

    private static boolean isOutline(RgbImage photograph, DefectMask truth, int x, int y) {
        return !isDefect(photograph, truth, x, y)
                && (isDefect(photograph, truth, x - 1, y)
                        || isDefect(photograph, truth, x + 1, y)
                        || isDefect(photograph, truth, x, y - 1)
                        || isDefect(photograph, truth, x, y + 1));
    }

    private static boolean isDefect(RgbImage photograph, DefectMask truth, int x, int y) {
        if (x < 0 || y < 0 || x >= photograph.width() || y >= photograph.height()) {
            return false;
        }
        int row = y * truth.height() / photograph.height();
        int column = x * truth.width() / photograph.width();
        return truth.values()[row * truth.width() + column] != 0;
    }

    private static byte[] jpeg(BufferedImage picture) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static String dataUri(byte[] jpeg) {
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg);
    }
}
