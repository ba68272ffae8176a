// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/** An image file whose header and structure are sound and within the limits; its pixels have not been decoded. */
public final class CheckedImage {
    private final ImageFormat format;
    private final Essence essence;

    CheckedImage(ImageFormat format, Essence essence) {
        this.format = format;
        this.essence = essence;
    }

    public ImageFormat format() {
        return format;
    }

    /** Width as stored in the file, in pixels. */
    public int width() {
        return essence.width();
    }

    /** Height as stored in the file, in pixels. */
    public int height() {
        return essence.height();
    }

    /** Bytes of memory that decoding takes at most, with the copy of the file that is held for it. */
    public long memory() {
        return essence.memory() + essence.bytes().length;
    }

    Essence essence() {
        return essence;
    }
}
