// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/**
 * The largest picture that is decoded.
 *
 * @param pixels at least 1
 */
record PixelLimit(long pixels) {
    PixelLimit {
        if (pixels < 1) {
            throw new IllegalArgumentException("the pixel limit must be at least 1, not " + pixels);
        }
    }

    /** Refuses a header's size that is none or above the limit. */
    void check(String format, long width, long height) throws UnreadableImageException {
        if (width < 1 || height < 1) {
            throw new UnreadableImageException(
                    ImageFault.CORRUPT,
                    "corrupt " + format + ": its header says " + width + " x " + height + " pixels; save it again");
        }
        if (width > pixels / height) {
            throw new UnreadableImageException(
                    ImageFault.TOO_LARGE,
                    format + " of " + width + " x " + height + " pixels: more than the limit of " + pixels
                            + " pixels; send it smaller or raise the limit");
        }
    }
}
