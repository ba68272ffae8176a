// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import dev.invigil.kit.OperatorException;
import java.io.Serial;

/** A person asked the training to stop; the message says what was kept and how to go on. */
public final class TrainingStoppedException extends OperatorException {
    @Serial
    private static final long serialVersionUID = 1L;

    public TrainingStoppedException(String message) {
        super(message);
    }
}
