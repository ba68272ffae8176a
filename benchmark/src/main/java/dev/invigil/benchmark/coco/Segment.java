// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import java.util.Optional;

/** A straight line between two pixels, drawn exactly as OpenCV 4.6 draws 8-connected lines: first cut at the image's border, then Bresenham. */
record Segment(long fromX, long fromY, long toX, long toY) {

    /** Fills the pixels that are inside the mask. */
    void paint(MaskCanvas mask) {
        within(mask.width(), mask.height())
                .ifPresent(visible -> visible.rightwards().paintAll(mask));
    }

    Segment reversed() {
        return new Segment(toX, toY, fromX, fromY);
    }

    private Segment transposed() {
        return new Segment(fromY, fromX, toY, toX);
    }

    private Segment rightwards() {
        return toX < fromX ? reversed() : this;
    }

    /** The part on an image of that size; rounding makes the cuts depend on their order, which is first y, then x. */
    private Optional<Segment> within(int width, int height) {
        if (besideColumns(width) || transposed().besideColumns(height)) {
            return Optional.empty();
        }
        Segment rows = transposed().cutToColumns(height).transposed();
        return rows.besideColumns(width) ? Optional.empty() : Optional.of(rows.cutToColumns(width));
    }

    /** Whether both ends are left of the columns 0 … width - 1, or both right of them. */
    private boolean besideColumns(int width) {
        return (fromX < 0 && toX < 0) || (fromX >= width && toX >= width);
    }

    private Segment cutToColumns(int width) {
        return startingInColumns(width).reversed().startingInColumns(width).reversed();
    }

    /** With its start, if outside, moved along the line to the nearest of the columns 0 … width - 1. */
    private Segment startingInColumns(int width) {
        long x = Math.max(0, Math.min(fromX, width - 1L));
        if (x == fromX) {
            return this;
        }
        double shift = (double) (x - fromX) * (toY - fromY) / (toX - fromX);
        return new Segment(x, fromY + (long) shift, toX, toY);
    }

    /** One pixel in each step along the longer axis; half way between two pixels the one nearer to the start's row or column is taken. */
    private void paintAll(MaskCanvas mask) {
        long across = toX - fromX;
        long down = Math.abs(toY - fromY);
        int direction = toY < fromY ? -1 : 1;
        long steps = Math.max(across, down);
        for (long i = 0; i <= steps; i++) {
            long x = down > across ? minor(i, across, down) : i;
            long y = down > across ? i : minor(i, down, across);
            mask.paint((int) (fromX + x), (int) (fromY + direction * y));
        }
    }

    /** {@code step * rise / run}, rounded, halves downwards. */
    private static long minor(long step, long rise, long run) {
        return run == 0 ? 0 : (2 * step * rise + run - 1) / (2 * run);
    }
}
