// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.single;

import dev.invigil.detector.image.Overlay;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.ImageMemory.Source;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A picture for people who do not know the method: the inspected part with its heat map and numbered places; beside it, for each number, the
 * place itself and, next to it, the most similar place of a good part.
 */
public final class ComparisonSheet {
    private static final int PART = 420;
    private static final int CROP = 200;
    private static final int GAP = 16;
    private static final int LINE = 18;
    private static final int TITLE = 56;
    private static final int LEAST_SIDE = 56;
    private static final double ROOM = 1.5;
    private static final Color INK = new Color(0x20, 0x24, 0x28);
    private static final Color MARK = new Color(0xFF, 0x3B, 0x30);

    private ComparisonSheet() {}

    /** A square part of an image, in its own pixels. */
    private record Square(int x, int y, int side) {
        /** A square of this side about a point, moved into the image. */
        static Square about(double x, double y, double side, RgbImage image) {
            int length = Math.max(1, Math.min((int) Math.round(side), Math.min(image.width(), image.height())));
            return new Square(
                    (int) Math.round(Math.max(0, Math.min(x - length / 2.0, image.width() - length))),
                    (int) Math.round(Math.max(0, Math.min(y - length / 2.0, image.height() - length))),
                    length);
        }
    }

    /** Draws the sheet. */
    public static BufferedImage of(ScoredImage image, List<Comparison> comparisons) {
        int rows = comparisons.size();
        int width = 3 * GAP + PART + GAP + 2 * CROP;
        int height = TITLE + Math.max(PART + GAP, rows * (CROP + 2 * LINE + GAP)) + GAP;
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = sheet.createGraphics();
        try {
            pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            pen.setColor(Color.WHITE);
            pen.fillRect(0, 0, width, height);
            part(pen, image, comparisons);
            for (int i = 0; i < rows; i++) {
                pair(pen, image, comparisons.get(i), i + 1, TITLE + i * (CROP + 2 * LINE + GAP));
            }
        } finally {
            pen.dispose();
        }
        return sheet;
    }

    private static void part(Graphics2D pen, ScoredImage image, List<Comparison> comparisons) {
        text(pen, Font.BOLD, 15, GAP, 24, "%s: %s".formatted(image.product(), image.decision()));
        text(
                pen,
                Font.PLAIN,
                12,
                GAP,
                44,
                String.format(
                        Locale.ROOT,
                        "%s, score %.3f, reject above %.3f",
                        image.file().getFileName(),
                        image.score(),
                        image.threshold().reject()));
        RgbImage original = image.original();
        double scale = PART / (double) Math.max(original.width(), original.height());
        pen.drawImage(
                Overlay.of(
                        original, image.map(), Math.max(1e-6, image.threshold().reject()), List.of()),
                GAP,
                TITLE,
                (int) (original.width() * scale),
                (int) (original.height() * scale),
                null);
        for (int i = 0; i < comparisons.size(); i++) {
            Square square = own(image, comparisons.get(i));
            int x = GAP + (int) (square.x * scale);
            int y = TITLE + (int) (square.y * scale);
            int side = (int) (square.side * scale);
            pen.setColor(MARK);
            pen.setStroke(new BasicStroke(2));
            pen.drawRect(x, y, side, side);
            pen.fillRect(x, y, 18, 18);
            pen.setColor(Color.WHITE);
            pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
            pen.drawString(Integer.toString(i + 1), x + 5, y + 14);
        }
    }

    private static void pair(Graphics2D pen, ScoredImage image, Comparison comparison, int number, int top) {
        int left = 2 * GAP + PART;
        int right = left + CROP + GAP;
        int under = top + LINE;
        text(pen, Font.BOLD, 12, left, top + 12, "%d  this part".formatted(number));
        text(pen, Font.BOLD, 12, right, top + 12, "most similar good part");
        crop(pen, image.original(), own(image, comparison), left, under);
        Optional<RgbImage> good = comparison.good();
        if (good.isPresent()) {
            crop(pen, good.get(), source(image, comparison, good.get()), right, under);
        } else {
            pen.setColor(new Color(0xE8, 0xEA, 0xED));
            pen.fillRect(right, under, CROP, CROP);
            text(pen, Font.PLAIN, 12, right + 12, under + CROP / 2, "image not at hand");
        }
        text(
                pen,
                Font.PLAIN,
                11,
                left,
                under + CROP + 14,
                String.format(Locale.ROOT, "difference %.3f", comparison.value()));
        Source source = comparison.source();
        text(
                pen,
                Font.PLAIN,
                11,
                right,
                under + CROP + 14,
                "%s at %s".formatted(source.image().name(), place(image, comparison)));
    }

    /** Where in the good part: in its own pixels if it is at hand, else in those of the model's input. */
    public static String place(ScoredImage image, Comparison comparison) {
        Source source = comparison.source();
        double across =
                comparison.good().map(RgbImage::width).orElse(image.map().width())
                        / (double) image.map().width();
        double down = comparison.good().map(RgbImage::height).orElse(image.map().height())
                / (double) image.map().height();
        return String.format(
                Locale.ROOT,
                "%.0f,%.0f",
                (source.x() + source.size() / 2.0) * across,
                (source.y() + source.size() / 2.0) * down);
    }

    private static double side(ScoredImage image, Comparison comparison) {
        return Math.max(LEAST_SIDE, ROOM * Math.max(comparison.width(), comparison.height()))
                * Math.max(image.across(), image.down());
    }

    private static Square own(ScoredImage image, Comparison comparison) {
        return Square.about(
                (comparison.x() + comparison.width() / 2.0) * image.across(),
                (comparison.y() + comparison.height() / 2.0) * image.down(),
                side(image, comparison),
                image.original());
    }

    private static Square source(ScoredImage image, Comparison comparison, RgbImage good) {
        Source source = comparison.source();
        double across = good.width() / (double) image.map().width();
        double down = good.height() / (double) image.map().height();
        return Square.about(
                (source.x() + source.size() / 2.0) * across,
                (source.y() + source.size() / 2.0) * down,
                side(image, comparison) * Math.max(across, down) / Math.max(image.across(), image.down()),
                good);
    }

    private static void crop(Graphics2D pen, RgbImage image, Square square, int x, int y) {
        RgbImage part = image.cropped(square.y, square.x, square.side, square.side);
        BufferedImage pixels = new BufferedImage(square.side, square.side, BufferedImage.TYPE_INT_RGB);
        byte[] rgb = part.rgb();
        for (int i = 0; i < square.side * square.side; i++) {
            int colour = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
            pixels.setRGB(i % square.side, i / square.side, colour);
        }
        pen.drawImage(pixels, x, y, CROP, CROP, null);
        pen.setColor(INK);
        pen.setStroke(new BasicStroke(1));
        pen.drawRect(x, y, CROP, CROP);
    }

    private static void text(Graphics2D pen, int style, int size, int x, int y, String text) {
        pen.setColor(INK);
        pen.setFont(new Font(Font.SANS_SERIF, style, size));
        pen.drawString(text, x, y);
    }
}
