// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.detector.tensor.Sha256;

/**
 * Shares of the roles of good frames; the rest is for tests. The role of a part follows from its name alone, so that it is the same
 * whenever and wherever it is drawn.
 *
 * @param train share of the parts that train, above 0
 * @param calibrate share of the parts that calibrate, above 0
 */
public record RoleShares(double train, double calibrate) {
    /** 60 % train, 30 % calibrate, 10 % test. */
    public static final RoleShares DEFAULT = new RoleShares(0.6, 0.3);

    private static final int UNUSED_BITS = 11;
    private static final double UNIT = 0x1p-53;

    public RoleShares {
        if (!(train > 0) || !(calibrate > 0) || !(train + calibrate <= 1)) {
            throw new IllegalArgumentException(
                    "the shares of training and calibration must be above 0 and together at most 1, but are " + train
                            + " and " + calibrate);
        }
    }

    /**
     * The role of a good part that has none yet.
     *
     * @param part its id, or the digest of its only image
     */
    Role draw(String product, String part) {
        long bits = Sha256.first64Bits(("role of part " + part + " of " + product).getBytes(UTF_8));
        double drawn = (bits >>> UNUSED_BITS) * UNIT;
        return drawn < train ? Role.TRAIN : drawn < train + calibrate ? Role.CALIBRATE : Role.TEST;
    }
}
