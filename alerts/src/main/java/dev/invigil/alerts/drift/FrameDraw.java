// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.drift;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Random numbers that belong to a frame or a calibration part: drawn from a SHA-256, so that a repeated computation draws the same ones.
 *
 * @param place decides between equal scores, 0 to 1
 * @param position of a p-value within its range, 0 to 1
 */
record FrameDraw(double place, double position) {
    private static final double UNIT = 0x1.0p-53;

    static FrameDraw of(String frameId) {
        ByteBuffer hash = sha256(frameId);
        return new FrameDraw(unit(hash.getLong()), unit(hash.getLong()));
    }

    /**
     * How many of some calibration parts with one equal score stand above the frame.
     *
     * @param calibration names the calibration
     * @param from rank of the first of these parts
     * @param count how many
     */
    int above(String calibration, int from, int count) {
        if (count == 0) {
            return 0;
        }
        long seed = sha256(calibration).getLong();
        int above = 0;
        for (int rank = from; rank < from + count; rank++) {
            above += unit(mixed(seed + rank * 0x9e3779b97f4a7c15L)) > place ? 1 : 0;
        }
        return above;
    }

    /** The last step of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static double unit(long bits) {
        return (bits >>> 11) * UNIT;
    }

    private static ByteBuffer sha256(String text) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
