// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import dev.invigil.kit.OperatorException;

/** Thrown by a {@link ScoringModel.Source} when the model is refused on this device, with the reason. */
public final class ModelRefusedException extends OperatorException {
    private static final long serialVersionUID = 1L;

    private final RefusalReason reason;

    public ModelRefusedException(RefusalReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public ModelRefusedException(RefusalReason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public RefusalReason reason() {
        return reason;
    }
}
