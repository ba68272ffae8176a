// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/** Bytes that are not an image this program can read: bad input, not a failure of the program. The message is one line with the remedy. */
public final class UnreadableImageException extends Exception {
    private final ImageFault fault;

    UnreadableImageException(ImageFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    UnreadableImageException(ImageFault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    public ImageFault fault() {
        return fault;
    }
}
