// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.verdict.Decision;
import dev.invigil.detector.tensor.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * Which anomaly maps are kept: those of all rejects, reviews and wrong products, and of a sample of the passes. The sample is drawn by
 * the frame's id, so that scoring a frame again keeps the same maps.
 *
 * @param passRate share of the passes, 0 to 1
 */
public record MapPolicy(double passRate) {
    public MapPolicy {
        if (!(passRate >= 0 && passRate <= 1)) {
            throw new IllegalArgumentException("the share of passes must be between 0 and 1, but is " + passRate);
        }
    }

    boolean keeps(Decision decision, String frameId) {
        return switch (decision) {
            case REJECT, REVIEW, WRONG_PRODUCT -> true;
            case PASS -> draw(frameId) < passRate;
            case UNSCORED -> false;
        };
    }

    /** A number in [0, 1) that depends only on the id and is uniformly distributed over all ids. */
    private static double draw(String frameId) {
        return (Sha256.first64Bits(frameId.getBytes(StandardCharsets.UTF_8)) >>> 11) * 0x1p-53;
    }
}
