// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import java.nio.file.Path;

/** A folder that is not a model bundle, or a bundle that was changed. The message is one line: which file, what, the remedy. */
public class BrokenBundleException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenBundleException(Path directory, String what) {
        super("model bundle " + directory + ": " + what);
    }

    BrokenBundleException(Path directory, String what, Throwable cause) {
        super("model bundle " + directory + ": " + what, cause);
    }
}
