// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.tensor;

/** IEEE 754 binary16, which Java 17 cannot read by itself. */
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
}
