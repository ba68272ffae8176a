// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import dev.invigil.contracts.reason.UnscoredReason;

/** Reports the first fault found while reading a record. */
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
