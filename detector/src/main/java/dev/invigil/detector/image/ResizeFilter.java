// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/** Pillow's resampling filters that the detectors' recipes use. */
public enum ResizeFilter {
    /** The nearest sample: for label images. */
    NEAREST(0) {
        @Override
        double weight(double x) {
            throw new UnsupportedOperationException("the nearest-neighbour filter has no weights");
        }
    },
    /** A triangle, widened when shrinking (antialiased). What InvAD is trained with. */
    BILINEAR(1) {
        @Override
        double weight(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    },
    /** Sinc windowed by a sinc three times as wide. */
    LANCZOS(3) {
        @Override
        double weight(double x) {
            return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    };

    private final double support;

    ResizeFilter(double support) {
        this.support = support;
    }

    /** Half the filter's width in samples, before it is widened for shrinking. */
    double support() {
        return support;
    }

    /** The filter's value at a distance from its centre. */
    abstract double weight(double x);

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }
}
