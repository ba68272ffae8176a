// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import dev.invigil.contracts.reason.UnscoredReason;

/** Carries the first thing wrong with a record from where it is seen to where the reading is made. */
final class MalformedFrameException extends Exception {
    private final UnscoredReason reason;

    MalformedFrameException(UnscoredReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    UnscoredReason reason() {
        return reason;
    }
}
