// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.verdict.Decision;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which anomaly maps are kept: those of all rejects, reviews and wrong products, and of a sample of the passes. The sample is drawn by
 * the frame's id, so that scoring a frame again keeps the same maps.
 *
 * @param passRate share of the passes, 0 to 1
 */
public record MapPolicy(double passRate) {
    public MapPolicy {
        if (!(passRate >= 0 && passRate <= 1)) {
            throw new IllegalArgumentException("a share lies in 0..1, not " + passRate);
        }
    }

    boolean keeps(Decision decision, String frameId) {
        return switch (decision) {
            case REJECT, REVIEW, WRONG_PRODUCT -> true;
            case PASS -> draw(frameId) < passRate;
            case UNSCORED -> false;
        };
    }

    /** A number in [0, 1) that depends on the id alone and is spread evenly over ids of any kind. */
    private static double draw(String frameId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(frameId.getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1p-53;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
