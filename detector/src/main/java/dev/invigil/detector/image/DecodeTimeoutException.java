// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import javax.imageio.IIOException;

/** Thrown into a decoder from its input, to make it stop. */
final class DecodeTimeoutException extends IIOException {
    DecodeTimeoutException() {
        super("the time limit for decoding has passed");
    }
}
