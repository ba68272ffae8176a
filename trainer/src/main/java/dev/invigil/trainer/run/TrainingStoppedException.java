// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import dev.invigil.kit.OperatorException;
import java.io.Serial;

/** The user stopped the training; the message says what was saved and how to continue. */
public final class TrainingStoppedException extends OperatorException {
    @Serial
    private static final long serialVersionUID = 1L;

    public TrainingStoppedException(String message) {
        super(message);
    }
}
