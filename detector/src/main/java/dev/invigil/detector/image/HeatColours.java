// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/**
 * Colours of anomaly values on an absolute scale: a colour shows a value relative to the threshold, never relative
 * to the rest of its image. Dark blue to pale blue below the threshold, yellow at it, over orange to deep red at twice
 * the threshold and above. Good parts therefore look cold, however their map is shaped; blue against yellow and red also
 * holds for colour-blind eyes.
 *
 * <p>Interpolated in Oklab (B. Ottosson, 2020), where equal steps look equal.
 */
final class HeatColours {
    private static final int BELOW = 256;
    private static final int ABOVE = 256;
    private static final int[] TABLE = new int[BELOW + ABOVE];

    static {
        ramp(0, BELOW, 0x0B1437, 0x1E4C9A, 0x8CC7E8);
        ramp(BELOW, ABOVE, 0xFFE04A, 0xF28A1C, 0xD8232A, 0xA8003C);
    }

    private HeatColours() {}

    /** 0xRRGGBB of a value; of NaN the hottest, so that a broken map cannot look good. */
    static int of(double value, double threshold) {
        double ratio = value / threshold;
        if (ratio <= 1) {
            return TABLE[(int) Math.max(0, Math.min(ratio, Math.nextDown(1.0)) * BELOW)];
        }
        return ratio < 2 ? TABLE[BELOW + (int) ((ratio - 1) * ABOVE)] : TABLE[BELOW + ABOVE - 1];
    }

    private static void ramp(int from, int count, int... colours) {
        for (int i = 0; i < count; i++) {
            double at = (double) i / (count - 1) * (colours.length - 1);
            int segment = Math.min((int) at, colours.length - 2);
            TABLE[from + i] = mix(colours[segment], colours[segment + 1], at - segment);
        }
    }

    private static int mix(int a, int b, double share) {
        double[] from = toOklab(a);
        double[] to = toOklab(b);
        double l = from[0] + (to[0] - from[0]) * share;
        double greenRed = from[1] + (to[1] - from[1]) * share;
        double blueYellow = from[2] + (to[2] - from[2]) * share;
        double x = cube(l + 0.3963377774 * greenRed + 0.2158037573 * blueYellow);
        double y = cube(l - 0.1055613458 * greenRed - 0.0638541728 * blueYellow);
        double z = cube(l - 0.0894841775 * greenRed - 1.2914855480 * blueYellow);
        int red = encoded(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z);
        int green = encoded(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z);
        int blue = encoded(-0.0041960863 * x - 0.7034186147 * y + 1.7076147010 * z);
        return (red << 16) | (green << 8) | blue;
    }

    private static double[] toOklab(int rgb) {
        double red = linear(rgb >> 16 & 0xff);
        double green = linear(rgb >> 8 & 0xff);
        double blue = linear(rgb & 0xff);
        double x = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
        double y = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
        double z = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
        return new double[] {
            0.2104542553 * x + 0.7936177850 * y - 0.0040720468 * z,
            1.9779984951 * x - 2.4285922050 * y + 0.4505937099 * z,
            0.0259040371 * x + 0.7827717662 * y - 0.8086757660 * z
        };
    }

    private static double cube(double x) {
        return x * x * x;
    }

    private static double linear(int sample) {
        double s = sample / 255.0;
        return s <= 0.04045 ? s / 12.92 : Math.pow((s + 0.055) / 1.055, 2.4);
    }

    private static int encoded(double light) {
        double s = light <= 0.0031308 ? light * 12.92 : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * Math.max(0, Math.min(1, s)));
    }
}
