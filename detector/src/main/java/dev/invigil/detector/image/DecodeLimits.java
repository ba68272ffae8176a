// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/**
 * What decoding one image may cost. All three are estimated from the file's header and structure, before memory is taken.
 *
 * @param maxPixels images with more pixels are refused; at least 1
 * @param maxMemory images whose decoding needs more bytes are refused; at least 1
 * @param maxScanPixels pixels times scans of a JPEG: each scan of a progressive JPEG visits every pixel again, however few
 *     bytes it has; at least 1
 */
public record DecodeLimits(long maxPixels, long maxMemory, long maxScanPixels) {
    /** 50 megapixels: above what line cameras send, and 150 MB as RGB. */
    public static final long DEFAULT_MAX_PIXELS = 50_000_000;

    /** 20 scans of the largest image, or about five seconds on one core; common encoders write up to 10 scans. */
    public static final long DEFAULT_MAX_SCAN_PIXELS = 20 * DEFAULT_MAX_PIXELS;

    public DecodeLimits {
        if (maxPixels < 1 || maxMemory < 1 || maxScanPixels < 1) {
            throw new IllegalArgumentException("limits must be at least 1, but are " + maxPixels + " pixels, "
                    + maxMemory + " bytes, " + maxScanPixels + " pixels times scans");
        }
    }

    /** The default number of pixels, and three quarters of this process's heap for one image. */
    public static DecodeLimits standard() {
        return new DecodeLimits(DEFAULT_MAX_PIXELS, Runtime.getRuntime().maxMemory() / 4 * 3, DEFAULT_MAX_SCAN_PIXELS);
    }

    public DecodeLimits withMaxPixels(long pixels) {
        return new DecodeLimits(pixels, maxMemory, maxScanPixels);
    }

    public DecodeLimits withMaxMemory(long bytes) {
        return new DecodeLimits(maxPixels, bytes, maxScanPixels);
    }

    /** Refuses a header's size that is zero, negative or above the limit. */
    void checkPixels(String format, long width, long height) throws UnreadableImageException {
        if (width < 1 || height < 1) {
            throw new UnreadableImageException(
                    ImageFault.CORRUPT,
                    "corrupt " + format + ": its header says " + width + " x " + height + " pixels; save it again");
        }
        if (width > maxPixels / height) {
            throw tooLarge(format + " of " + width + " x " + height + " pixels: more than the limit of " + maxPixels
                    + " pixels");
        }
    }

    void checkScans(long width, long height, int scans) throws UnreadableImageException {
        if (scans > maxScanPixels / (width * height)) {
            throw new UnreadableImageException(
                    ImageFault.TOO_LARGE,
                    "JPEG of " + width + " x " + height + " pixels in " + scans + " scans: more than the limit of "
                            + maxScanPixels + " pixels times scans; save it as a baseline JPEG");
        }
    }

    void checkMemory(String format, long width, long height, long memory) throws UnreadableImageException {
        if (memory > maxMemory) {
            throw tooLarge("decoding this " + format + " of " + width + " x " + height + " pixels needs "
                    + mebibytes(memory) + " MiB of memory: more than the limit of " + mebibytes(maxMemory) + " MiB");
        }
    }

    private static UnreadableImageException tooLarge(String what) {
        return new UnreadableImageException(ImageFault.TOO_LARGE, what + "; send a smaller image or raise the limit");
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
