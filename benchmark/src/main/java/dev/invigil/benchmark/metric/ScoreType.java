// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/**
 * The maps' own floating-point type. The reference compares and normalises in it, so values that sit on a threshold fall on
 * the same side only if we do too. Scores travel as {@code double} (a float widens exactly).
 *
 * <p>A score's <em>key</em> is a signed integer that grows as the score falls, so that sorting keys upward walks scores
 * downward. Both zeros share one key.
 */
enum ScoreType {
    FLOAT32(Integer.BYTES, 23) {
        @Override
        long key(double score) {
            int bits = Float.floatToRawIntBits((float) score + 0f);
            int unsignedOrder = bits ^ ((bits >> 31) | Integer.MIN_VALUE);
            return Integer.toUnsignedLong(~unsignedOrder);
        }

        @Override
        double score(long key) {
            int unsignedOrder = ~(int) key;
            return Float.intBitsToFloat(unsignedOrder < 0 ? unsignedOrder ^ Integer.MIN_VALUE : ~unsignedOrder);
        }

        @Override
        double round(double threshold) {
            return (float) threshold;
        }
    },
    FLOAT64(Long.BYTES, 52) {
        @Override
        long key(double score) {
            long bits = Double.doubleToRawLongBits(score + 0.0);
            return ~(bits ^ ((bits >> 63) & Long.MAX_VALUE));
        }

        @Override
        double score(long key) {
            return Double.longBitsToDouble(~key ^ ((~key >> 63) & Long.MAX_VALUE));
        }

        @Override
        double round(double threshold) {
            return threshold;
        }
    };

    /** Number of bits of a score's fraction that determine its cell. */
    private static final int CELL_BITS = 10;

    private final int keyBytes;
    private final int cellShift;

    ScoreType(int keyBytes, int fractionBits) {
        this.keyBytes = keyBytes;
        this.cellShift = fractionBits - CELL_BITS;
    }

    abstract long key(double score);

    abstract double score(long key);

    /** The nearest value of this type. */
    abstract double round(double threshold);

    /** a - b in this type's arithmetic: a double holds enough bits for a float's result to be rounded only once. */
    double difference(double a, double b) {
        return round(a - b);
    }

    /** (score - min) / (max - min) in this type's arithmetic; NaN when min equals max. */
    double normalise(double score, double min, double max) {
        return round(difference(score, min) / difference(max, min));
    }

    /** The cell of a fixed grid that contains a key, 1/1024 of an octave of scores; grows with the key. */
    int cell(long key) {
        return (int) (key >> cellShift);
    }

    /** The key of a cell's greatest score. */
    long firstKey(int cell) {
        return (long) cell << cellShift;
    }

    /** The key of a cell's least score. */
    long lastKey(int cell) {
        return firstKey(cell) + (1L << cellShift) - 1;
    }

    /** The cell of the greatest score there is. */
    int firstCell() {
        return cell(key(Double.MAX_VALUE));
    }

    /** Bytes that hold a key: four bytes are an unsigned int. */
    int keyBytes() {
        return keyBytes;
    }
}
