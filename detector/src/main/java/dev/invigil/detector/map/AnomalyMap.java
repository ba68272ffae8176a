// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.map;

/**
 * One image's anomaly map.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param values row-major, {@code height * width} of them; higher is stranger. InvAD's are in 0..2 (one minus a
 *     cosine). The array is not copied: whoever makes the map hands it over.
 */
@SuppressWarnings(
        "ArrayRecordComponent") // a map is passed on, never compared or hashed; copying 256 KB each time is not free
public record AnomalyMap(int height, int width, float[] values) {
    public AnomalyMap {
        if (height < 1 || width < 1 || values.length != Math.multiplyExact(height, width)) {
            throw new IllegalArgumentException(
                    "an anomaly map of " + height + " x " + width + " cannot have " + values.length + " values");
        }
    }

    /** The value at row {@code y}, column {@code x}. */
    public float at(int y, int x) {
        return values[y * width + x];
    }

    /** The highest value: InvAD's image score. NaN if any value is NaN, so that a broken map cannot look good. */
    public float max() {
        float max = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }
}
