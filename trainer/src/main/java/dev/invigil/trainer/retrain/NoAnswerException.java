// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.kit.OperatorException;

/** A bundle store or a broker has not answered for as long as the configuration allows. */
final class NoAnswerException extends OperatorException {
    private static final long serialVersionUID = 1;

    NoAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
