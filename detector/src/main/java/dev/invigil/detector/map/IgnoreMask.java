// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.map;

import java.util.Arrays;

/** Pixels of a map that do not count, such as a clamp that reflects or the number that each part has engraved. Immutable. */
public final class IgnoreMask {
    private final int height;
    private final int width;
    private final boolean[] ignored;

    private IgnoreMask(int height, int width, boolean[] ignored) {
        this.height = height;
        this.width = width;
        this.ignored = ignored;
    }

    /** Every pixel counts. */
    public static IgnoreMask none(int height, int width) {
        return new IgnoreMask(height, width, new boolean[Math.multiplyExact(height, width)]);
    }

    /** @param values row-major; pixels with another value than 0 do not count */
    public static IgnoreMask of(int height, int width, byte[] values) {
        IgnoreMask mask = none(height, width);
        if (values.length != mask.ignored.length) {
            throw new IllegalArgumentException(
                    "a mask of " + height + " x " + width + " cannot have " + values.length + " values");
        }
        for (int i = 0; i < values.length; i++) {
            mask.ignored[i] = values[i] != 0;
        }
        return mask;
    }

    /**
     * The same, and without the pixels whose centre lies in a rectangle.
     *
     * @param x left edge, as a fraction of the width
     * @param y top edge, as a fraction of the height
     * @param across width, as a fraction
     * @param down height, as a fraction
     */
    public IgnoreMask withRectangle(double x, double y, double across, double down) {
        boolean[] more = ignored.clone();
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double centreX = (column + 0.5) / width;
                double centreY = (row + 0.5) / height;
                if (centreX >= x && centreX < x + across && centreY >= y && centreY < y + down) {
                    more[row * width + column] = true;
                }
            }
        }
        return new IgnoreMask(height, width, more);
    }

    /** How many pixels do not count. */
    public int count() {
        int count = 0;
        for (boolean pixel : ignored) {
            count += pixel ? 1 : 0;
        }
        return count;
    }

    /** Whether no pixel counts. */
    public boolean isWhole() {
        return count() == ignored.length;
    }

    /**
     * The map with ignored pixels at its lowest value: its maximum is that of the pixels that count, and none is higher than before.
     *
     * @throws IllegalArgumentException if the map is of another size
     */
    public AnomalyMap applyTo(AnomalyMap map) {
        if (map.height() != height || map.width() != width) {
            throw new IllegalArgumentException(
                    "a mask of %d x %d for a map of %d x %d".formatted(height, width, map.height(), map.width()));
        }
        float lowest = Float.POSITIVE_INFINITY;
        for (float value : map.values()) {
            lowest = Math.min(lowest, value);
        }
        float[] values = Arrays.copyOf(map.values(), map.values().length);
        for (int i = 0; i < values.length; i++) {
            if (ignored[i]) {
                values[i] = lowest;
            }
        }
        return new AnomalyMap(height, width, values);
    }
}
