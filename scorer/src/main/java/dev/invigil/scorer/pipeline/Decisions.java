// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.verdict.Decision;

/** The detector's decisions as verdicts have them. */
final class Decisions {
    private Decisions() {}

    static Decision of(dev.invigil.detector.decision.Decision decision) {
        return switch (decision) {
            case PASS -> Decision.PASS;
            case REVIEW -> Decision.REVIEW;
            case REJECT -> Decision.REJECT;
            case WRONG_PRODUCT -> Decision.WRONG_PRODUCT;
        };
    }
}
