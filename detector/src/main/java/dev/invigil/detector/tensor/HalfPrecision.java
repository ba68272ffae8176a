// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.tensor;

/** IEEE 754 binary16, which Java 17 knows nothing of. */
final class HalfPrecision {
    private static final int FRACTION_BITS = 10;
    private static final int EXPONENT_MASK = 0x1f;
    private static final int FRACTION_MASK = 0x3ff;

    private HalfPrecision() {}

    /** The same number as a float; exact, as every half is a float. */
    static float toFloat(short bits) {
        int exponent = bits >> FRACTION_BITS & EXPONENT_MASK;
        int fraction = bits & FRACTION_MASK;
        float magnitude;
        if (exponent == EXPONENT_MASK) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            magnitude = Math.scalb((float) fraction, -24);
        } else {
            magnitude = Math.scalb((float) (fraction | 1 << FRACTION_BITS), exponent - 25);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    /** The half next to a number, ties to even; infinite beyond {@code 65504}. */
    static short fromFloat(float number) {
        int bits = Float.floatToRawIntBits(number);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(number);
        if (Float.isNaN(number)) {
            return (short) (sign | 0x7e00);
        }
        int exponent = Math.max(Math.getExponent(magnitude), -14);
        // in units of the last place: rint rounds ties to even, and a carry runs into the exponent by itself
        int units = (int) Math.rint(Math.scalb((double) magnitude, FRACTION_BITS - exponent));
        int half = exponent > 15 ? 0x7c00 : ((exponent + 14) << FRACTION_BITS) + units;
        return (short) (sign | Math.min(half, 0x7c00));
    }
}
