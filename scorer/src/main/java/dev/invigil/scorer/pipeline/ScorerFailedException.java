// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.kit.OperatorException;

/** The scorer cannot continue because of the broker. Uncommitted frames will be read again by the next scorer. */
public final class ScorerFailedException extends OperatorException {
    public ScorerFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
