// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit;

/**
 * Something that the person who runs the service can mend: a wrong setting, a broker out of reach, a port that is taken.
 * The message says what, where and the remedy; it is shown as it is, without a stack trace.
 */
public class OperatorException extends RuntimeException {
    public OperatorException(String message) {
        super(message);
    }

    public OperatorException(String message, Throwable cause) {
        super(message, cause);
    }
}
