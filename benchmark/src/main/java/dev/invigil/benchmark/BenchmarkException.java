// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark;

/**
 * Data or a report that cannot be used as it is. The message says what is wrong, where, and the remedy; it is meant to be
 * shown to the user without a stack trace.
 */
public class BenchmarkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BenchmarkException(String message) {
        super(message);
    }

    public BenchmarkException(String message, Throwable cause) {
        super(message, cause);
    }
}
