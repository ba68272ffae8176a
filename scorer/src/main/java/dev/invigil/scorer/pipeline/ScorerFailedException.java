// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.kit.OperatorException;

/** The broker does not let the scorer go on. What was not committed will be read again by the next scorer. */
public final class ScorerFailedException extends OperatorException {
    public ScorerFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
