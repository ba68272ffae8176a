// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import java.io.Serial;

/** A checkpoint that is damaged, or of another training than the one at hand. */
public final class UnusableCheckpointException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public UnusableCheckpointException(String message) {
        super(message);
    }

    public UnusableCheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
