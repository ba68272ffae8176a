// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fills a polygon with whole coordinates exactly as OpenCV 4.6's {@code fillPoly} with 8-connected lines does.
 *
 * <p>Two things are painted. The outline: each side as a line of {@link Segment}. The inside, by the even-odd rule: on each row the pixels
 * between the first and the second crossing of a side, the third and the fourth, and so on, those on a crossing included. A side crosses the rows
 * from its upper end to the one above its lower end; where, is kept in units of 1/65536 pixel with a slope truncated to such units.
 */
final class PolygonFill {
    private static final int FRACTION_BITS = 16;
    private static final long ONE = 1L << FRACTION_BITS;

    private final int[] vertices;

    /** @param vertices x0, y0, x1, y1, …; at least one vertex; vertices may be outside of the mask */
    PolygonFill(int[] vertices) {
        this.vertices = vertices;
    }

    void paint(MaskCanvas mask) {
        List<Side> sides = new ArrayList<>();
        int last = vertices.length - 2;
        int x = vertices[last];
        int y = vertices[last + 1];
        for (int i = 0; i < vertices.length; i += 2) {
            Segment side = new Segment(x, y, vertices[i], vertices[i + 1]);
            side.paint(mask);
            if (side.fromY() != side.toY()) {
                sides.add(Side.of(side));
            }
            x = vertices[i];
            y = vertices[i + 1];
        }
        paintInside(sides, mask);
    }

    private static void paintInside(List<Side> sides, MaskCanvas mask) {
        int top = sides.stream().mapToInt(Side::top).min().orElse(0);
        int bottom = sides.stream().mapToInt(Side::bottom).max().orElse(0);
        long[] crossings = new long[sides.size()];
        for (int row = Math.max(top, 0); row < Math.min(bottom, mask.height()); row++) {
            int count = 0;
            for (Side side : sides) {
                if (side.top() <= row && row < side.bottom()) {
                    crossings[count++] = side.crossing(row);
                }
            }
            Arrays.sort(crossings, 0, count);
            for (int i = 0; i + 1 < count; i += 2) {
                mask.paintRow(row, ceil(crossings[i]), floor(crossings[i + 1]));
            }
        }
    }

    private static long ceil(long fixed) {
        return floor(fixed + ONE - 1);
    }

    private static long floor(long fixed) {
        return fixed >> FRACTION_BITS;
    }

    /**
     * A side that is not level.
     *
     * @param top first row that it crosses
     * @param bottom row after the last
     * @param x where it crosses the first row, in 1/65536 pixel
     * @param slope change of that per row
     */
    private record Side(int top, int bottom, long x, long slope) {
        static Side of(Segment segment) {
            Segment down = segment.fromY() < segment.toY() ? segment : segment.reversed();
            long slope = (down.toX() - down.fromX()) * ONE / (down.toY() - down.fromY());
            return new Side((int) down.fromY(), (int) down.toY(), down.fromX() * ONE, slope);
        }

        long crossing(int row) {
            return x + slope * (row - (long) top);
        }
    }
}
