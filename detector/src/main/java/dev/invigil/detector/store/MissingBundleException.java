// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.store;

import java.io.IOException;

/** Thrown when a store does not have a bundle. */
public final class MissingBundleException extends IOException {
    private static final long serialVersionUID = 1L;

    public MissingBundleException(String message) {
        super(message);
    }
}
