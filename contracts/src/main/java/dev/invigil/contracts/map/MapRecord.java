// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.map;

/**
 * The anomaly map of one frame.
 *
 * @param frameId of the frame; not blank
 * @param png 16-bit grey PNG, not empty
 * @param scale the value of a pixel is its sample times this; finite, at least 0
 */
public record MapRecord(String frameId, byte[] png, double scale) {
    public MapRecord {
        if (frameId.isBlank()) {
            throw new IllegalArgumentException("the frame id of a map must not be blank");
        }
        if (png.length == 0) {
            throw new IllegalArgumentException("the map of frame " + frameId + " is empty");
        }
        if (!Double.isFinite(scale) || scale < 0) {
            throw new IllegalArgumentException(
                    "the scale of the map of frame " + frameId + " is " + scale + "; it must be finite and at least 0");
        }
    }
}
