// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.map;

import dev.invigil.detector.tensor.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Pixels of a map that do not count, such as a clamp that reflects or the number that each part has engraved. Immutable. */
public final class IgnoreMask {
    private final int height;
    private final int width;
    private final boolean[] ignored;
    private final String digest;

    private IgnoreMask(int height, int width, boolean[] ignored) {
        this.height = height;
        this.width = width;
        this.ignored = ignored;
        this.digest = digest(height, width, ignored);
    }

    /** Every pixel counts. */
    public static IgnoreMask none(int height, int width) {
        return new IgnoreMask(height, width, new boolean[Math.multiplyExact(height, width)]);
    }

    /** @param values row-major; pixels with another value than 0 do not count */
    public static IgnoreMask of(int height, int width, byte[] values) {
        if (values.length != Math.multiplyExact(height, width)) {
            throw new IllegalArgumentException(
                    "a mask of " + height + " x " + width + " cannot have " + values.length + " values");
        }
        boolean[] ignored = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            ignored[i] = values[i] != 0;
        }
        return new IgnoreMask(height, width, ignored);
    }

    /**
     * Names this mask: the SHA-256, in lower-case hex, of {@code "invigil-mask HEIGHT WIDTH\n"} in ASCII and then one byte for each
     * pixel, row by row, 1 where it does not count and else 0.
     */
    public String digest() {
        return digest;
    }

    private static String digest(int height, int width, boolean[] ignored) {
        byte[] head = ("invigil-mask " + height + " " + width + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + ignored.length);
        for (int i = 0; i < ignored.length; i++) {
            all[head.length + i] = (byte) (ignored[i] ? 1 : 0);
        }
        return Sha256.of(all);
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
