// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.Region;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Anomaly maps for human eyes, on an absolute colour scale: yellow is the threshold, red twice the threshold, blue below.
 * The same value has the same colour in every image of a class.
 */
public final class Overlay {
    /** Opacity of the heat colours at the threshold and above; lower for smaller values. */
    private static final double COVER = 0.55;

    private Overlay() {}

    /**
     * The image, at its own size, under the map: what is above the threshold shows in heat colours inside a fine
     * contour, regions in frames; far below the threshold, the image is unchanged.
     *
     * @param threshold what counts as anomalous; above 0
     * @param regions in the map's pixels; may be empty
     */
    public static BufferedImage of(RgbImage photograph, AnomalyMap map, double threshold, List<Region> regions) {
        requireAbove0(threshold);
        BufferedImage picture = new BufferedImage(photograph.width(), photograph.height(), BufferedImage.TYPE_INT_RGB);
        float[] above = new float[photograph.width()];
        float[] values = new float[photograph.width()];
        int i = 0;
        for (int y = 0; y < photograph.height(); y++) {
            stretchedRow(map, (y + 0.5) * map.height() / photograph.height() - 0.5, values);
            for (int x = 0; x < photograph.width(); x++) {
                int rgb = ((photograph.rgb()[i++] & 0xff) << 16)
                        | ((photograph.rgb()[i++] & 0xff) << 8)
                        | (photograph.rgb()[i++] & 0xff);
                boolean isHot = values[x] > threshold;
                boolean isContour =
                        (x > 0 && isHot != values[x - 1] > threshold) || (y > 0 && isHot != above[x] > threshold);
                picture.setRGB(x, y, isContour ? 0xFFFFFF : covered(rgb, values[x], threshold));
            }
            System.arraycopy(values, 0, above, 0, values.length);
        }
        drawFrames(picture, map, regions);
        return picture;
    }

    private static int covered(int rgb, double value, double threshold) {
        double ratio = Math.max(0, Math.min(1, value / threshold));
        // cubed: at half the threshold the image is nearly uncovered
        double cover = COVER * (Double.isNaN(value) ? 1 : ratio * ratio * ratio);
        int heat = HeatColours.of(value, threshold);
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            double sample = (rgb >> shift & 0xff) * (1 - cover) + (heat >> shift & 0xff) * cover;
            mixed |= ((int) (sample + 0.5)) << shift;
        }
        return mixed;
    }

    /** One row of the map, interpolated bilinearly to the image's width; {@code at} is the row's place in the map. */
    private static void stretchedRow(AnomalyMap map, double at, float[] into) {
        double row = clamp(at, map.height());
        int y = Math.min((int) row, Math.max(0, map.height() - 2));
        int next = Math.min(y + 1, map.height() - 1);
        for (int i = 0; i < into.length; i++) {
            double column = clamp((i + 0.5) * map.width() / into.length - 0.5, map.width());
            int x = Math.min((int) column, Math.max(0, map.width() - 2));
            int right = Math.min(x + 1, map.width() - 1);
            double upper = map.at(y, x) + (map.at(y, right) - map.at(y, x)) * (column - x);
            double lower = map.at(next, x) + (map.at(next, right) - map.at(next, x)) * (column - x);
            into[i] = (float) (upper + (lower - upper) * (row - y));
        }
    }

    private static double clamp(double at, int size) {
        return Math.max(0, Math.min(at, size - 1));
    }

    private static void drawFrames(BufferedImage picture, AnomalyMap map, List<Region> regions) {
        double scaleX = (double) picture.getWidth() / map.width();
        double scaleY = (double) picture.getHeight() / map.height();
        float stroke = Math.max(1, Math.min(picture.getWidth(), picture.getHeight()) / 250f);
        Graphics2D graphics = picture.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            for (Region region : regions) {
                Rectangle2D frame = new Rectangle2D.Double(
                        region.x() * scaleX - 2 * stroke,
                        region.y() * scaleY - 2 * stroke,
                        region.width() * scaleX + 4 * stroke,
                        region.height() * scaleY + 4 * stroke);
                // dark below light: seen on any ground
                graphics.setStroke(new BasicStroke(2.5f * stroke));
                graphics.setColor(new Color(0, 0, 0, 170));
                graphics.draw(frame);
                graphics.setStroke(new BasicStroke(stroke));
                graphics.setColor(new Color(0xFF, 0x3B, 0x30));
                graphics.draw(frame);
            }
        } finally {
            graphics.dispose();
        }
    }

    private static void requireAbove0(double threshold) {
        if (!(threshold > 0)) {
            throw new IllegalArgumentException("colours need a threshold greater than 0, not " + threshold);
        }
    }
}
