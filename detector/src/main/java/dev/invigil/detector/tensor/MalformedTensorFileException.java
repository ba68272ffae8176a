// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.tensor;

import java.io.IOException;
import java.io.Serial;

/** A tensor file that is truncated, contradicts itself or holds something this version does not know. */
public final class MalformedTensorFileException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** One line: what is wrong, and where. */
    public MalformedTensorFileException(String message) {
        super(message);
    }
}
