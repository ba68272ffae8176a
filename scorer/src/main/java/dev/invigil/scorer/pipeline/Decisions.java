// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.verdict.Decision;

/** Converts the detector's decisions to those of verdicts. */
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
