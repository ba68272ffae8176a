// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.camera;

import dev.invigil.detector.image.DefectMask;
import dev.invigil.detector.image.GreyImage;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.detector.map.IgnoreMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Draws shapes onto a map and keeps which of its pixels count. For one rule, by one thread. */
final class MaskDrawing {
    private final int height;
    private final int width;
    private final boolean[] inspected;
    private final boolean[] ignored;
    private final List<Path> files = new ArrayList<>();
    private boolean inspectsAll = true;
    private OptionalDouble shape = OptionalDouble.empty();

    /** For a map of this size, in pixels. */
    MaskDrawing(int height, int width) {
        this.height = height;
        this.width = width;
        this.inspected = new boolean[height * width];
        this.ignored = new boolean[height * width];
    }

    void inspect(MaskShape drawn) {
        inspectsAll = false;
        draw(drawn, inspected, "so nothing is inspected; paint the pixels to inspect white");
    }

    void ignore(MaskShape drawn) {
        draw(drawn, ignored, "so nothing is ignored; paint the pixels to ignore white");
    }

    /** Width over height of the first image file; empty without one. */
    OptionalDouble shape() {
        return shape;
    }

    /**
     * What does not count; empty when every pixel does.
     *
     * @throws IllegalArgumentException if none does
     */
    Optional<IgnoreMask> mask() {
        byte[] values = new byte[ignored.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (ignored[i] || !(inspectsAll || inspected[i]) ? 1 : 0);
        }
        IgnoreMask mask = IgnoreMask.of(height, width, values);
        if (mask.isWhole()) {
            String where = files.isEmpty() ? "" : files.get(0) + ": ";
            throw new IllegalArgumentException(where
                    + "everything is ignored, so no part would be rejected; leave some pixels of the image to inspect");
        }
        return mask.count() > 0 ? Optional.of(mask) : Optional.empty();
    }

    private void draw(MaskShape drawn, boolean[] onto, String ifBlack) {
        boolean[] covered = drawn.accept(new MaskShape.Visitor<>() {
            @Override
            public boolean[] polygon(MaskShape.Polygon polygon) {
                return covered("polygon", polygon::contains);
            }

            @Override
            public boolean[] rectangle(MaskShape.Rectangle rectangle) {
                return covered("rectangle", rectangle::contains);
            }

            @Override
            public boolean[] image(MaskShape.Image image) {
                return painted(image.file(), ifBlack);
            }
        });
        for (int i = 0; i < covered.length; i++) {
            onto[i] |= covered[i];
        }
    }

    /** Whether a point, in fractions of the image, belongs to a shape. */
    @FunctionalInterface
    private interface Area {
        boolean contains(double x, double y);
    }

    /** The pixels whose centres belong to the shape, at least one. */
    private boolean[] covered(String kind, Area area) {
        boolean[] inside = new boolean[height * width];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                inside[row * width + column] = area.contains((column + 0.5) / width, (row + 0.5) / height);
            }
        }
        require(
                isAny(inside),
                "the %s covers no pixel of the model's map of %d x %d; draw it larger or remove it"
                        .formatted(kind, height, width));
        return inside;
    }

    private boolean[] painted(Path file, String ifBlack) {
        files.add(file);
        GreyImage image = read(file);
        if (shape.isEmpty()) {
            shape = OptionalDouble.of((double) image.width() / image.height());
        }
        byte[] values = DefectMask.of(image, height, width).values();
        boolean[] painted = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            painted[i] = values[i] != 0;
        }
        require(isAny(painted), file + ": all pixels are black, " + ifBlack);
        return painted;
    }

    private GreyImage read(Path file) {
        require(
                Files.isRegularFile(file),
                file + ": no such file; a mask is a PNG of the camera's view, white where the shape is");
        GreyImage image;
        try {
            image = new ImageDecoder().decodeGrey(Files.readAllBytes(file));
        } catch (UnreadableImageException | IOException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        require(
                image.width() >= width && image.height() >= height,
                "%s: the mask has %d x %d pixels, fewer than the model's map of %d x %d; draw it on a full-size image of the camera"
                        .formatted(file, image.height(), image.width(), height, width));
        return image;
    }

    private static boolean isAny(boolean[] pixels) {
        for (boolean pixel : pixels) {
            if (pixel) {
                return true;
            }
        }
        return false;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
