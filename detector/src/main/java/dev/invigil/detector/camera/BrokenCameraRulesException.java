// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.camera;

/** Camera rules cannot be used. The message names the file, the entry and the remedy, one problem a line. */
public final class BrokenCameraRulesException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenCameraRulesException(String message) {
        super(message);
    }

    BrokenCameraRulesException(String message, Throwable cause) {
        super(message, cause);
    }
}
