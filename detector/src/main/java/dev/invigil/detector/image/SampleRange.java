// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/**
 * The lowest and the highest 16-bit sample of an image, or of many.
 *
 * @param low 0 to 65535
 * @param high {@code low} to 65535
 */
public record SampleRange(int low, int high) {
    public SampleRange {
        if (low < 0 || high < low || high > SampleWindow.MAX) {
            throw new IllegalArgumentException("16-bit samples cannot range from " + low + " to " + high);
        }
    }

    /** The range of both together. */
    public SampleRange with(SampleRange other) {
        return new SampleRange(Math.min(low, other.low), Math.max(high, other.high));
    }
}
