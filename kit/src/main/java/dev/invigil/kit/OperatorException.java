// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit;

/**
 * An error that the operator can fix: a wrong setting, a broker that cannot be reached, a port that is in use. The message says what
 * is wrong, where, and the remedy; it is shown without a stack trace.
 */
public class OperatorException extends RuntimeException {
    public OperatorException(String message) {
        super(message);
    }

    public OperatorException(String message, Throwable cause) {
        super(message, cause);
    }
}
