// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.camera;

import java.nio.file.Path;
import java.util.List;

/** A part of a camera's image. Coordinates are fractions of the image's width and height, 0 to 1, from its upper left corner. */
public sealed interface MaskShape {
    /** Calls the method for this kind of shape. */
    <R> R accept(Visitor<R> visitor);

    /** One method for each kind of shape. */
    interface Visitor<R> {
        R polygon(Polygon polygon);

        R rectangle(Rectangle rectangle);

        R image(Image image);
    }

    /** A corner of a polygon. */
    record Point(double x, double y) {
        public Point {
            requireFraction("x", x);
            requireFraction("y", y);
        }
    }

    /**
     * A pixel of the map belongs to it if its centre is inside, by the even-odd rule.
     *
     * @param points at least 3; the last one is joined to the first
     */
    record Polygon(List<Point> points) implements MaskShape {
        public Polygon {
            points = List.copyOf(points);
            if (points.size() < 3) {
                throw new IllegalArgumentException(
                        "a polygon needs at least 3 points [x, y], but has " + points.size());
            }
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.polygon(this);
        }

        boolean contains(double x, double y) {
            boolean inside = false;
            for (int i = 0, last = points.size() - 1; i < points.size(); last = i++) {
                Point a = points.get(i);
                Point b = points.get(last);
                if (a.y() > y != b.y() > y && x < (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y()) + a.x()) {
                    inside = !inside;
                }
            }
            return inside;
        }
    }

    /**
     * A pixel of the map belongs to it if its centre is inside.
     *
     * @param x left edge
     * @param y top edge
     * @param width above 0
     * @param height above 0
     */
    record Rectangle(double x, double y, double width, double height) implements MaskShape {
        public Rectangle {
            requireFraction("x", x);
            requireFraction("y", y);
            if (!(width > 0) || !(height > 0)) {
                throw new IllegalArgumentException(
                        "a rectangle needs a width and a height above 0, but has " + width + " and " + height);
            }
            requireFraction("x + width", x + width);
            requireFraction("y + height", y + height);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rectangle(this);
        }

        boolean contains(double px, double py) {
            return px >= x && px < x + width && py >= y && py < y + height;
        }
    }

    /** All pixels of an image file that are not black. The image is stretched over the map. */
    record Image(Path file) implements MaskShape {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.image(this);
        }
    }

    private static void requireFraction(String what, double value) {
        if (!(value >= 0 && value <= 1 + 1e-9)) {
            throw new IllegalArgumentException(
                    what + " must be inside the image, but is " + value
                            + " of its size; coordinates are fractions from 0 to 1, or pixels when the rule has a size: [width, height]");
        }
    }
}
