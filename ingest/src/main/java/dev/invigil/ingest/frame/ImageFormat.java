// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.frame;

import java.util.Optional;

/**
 * The accepted image formats, recognised by their first bytes.
 *
 * <p>Only the signature is checked. An image with a valid signature and damaged content is sent: the scorer, which decodes it anyway,
 * produces an UNSCORED verdict and a dead letter, so that the part has a verdict. If it were refused here, the part would have none.
 */
public enum ImageFormat {
    JPEG("image/jpeg"),
    PNG("image/png"),
    BMP("image/bmp"),
    TIFF("image/tiff"),
    WEBP("image/webp");

    /** What error messages call them all. */
    public static final String NAMES = "JPEG, PNG, BMP, TIFF or WebP";

    /** Largest number of bytes after the end of a PNG. */
    private static final int TRAILER = 1 << 16;

    private static final int[] PNG_END = {'I', 'E', 'N', 'D', 0xAE, 0x42, 0x60, 0x82};

    private final String contentType;

    ImageFormat(String contentType) {
        this.contentType = contentType;
    }

    /** The media type, for example {@code image/jpeg}. */
    public String contentType() {
        return contentType;
    }

    /** The format whose signature the bytes begin with, if they begin with one. */
    public static Optional<ImageFormat> of(byte[] image) {
        if (begins(image, 0xFF, 0xD8, 0xFF)) {
            return Optional.of(JPEG);
        }
        if (begins(image, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return Optional.of(PNG);
        }
        if (begins(image, 'B', 'M')) {
            return Optional.of(BMP);
        }
        if (begins(image, 'I', 'I', 42, 0) || begins(image, 'M', 'M', 0, 42)) {
            return Optional.of(TIFF);
        }
        if (begins(image, 'R', 'I', 'F', 'F') && matches(image, 8, 'W', 'E', 'B', 'P')) {
            return Optional.of(WEBP);
        }
        return Optional.empty();
    }

    /**
     * Whether the image is complete, judged by its end; an unfinished upload is not. Other damage is not checked.
     *
     * @param image of this format
     */
    public boolean endsIn(byte[] image) {
        return switch (this) {
            case JPEG -> jpegEnds(image);
            case PNG -> pngEnds(image);
            case BMP -> new Bytes(image, false).number(2, 4) <= image.length;
            case TIFF -> tiffEnds(new Bytes(image, image[0] == 'M'));
            case WEBP -> 8 + new Bytes(image, false).number(4, 4) <= image.length;
        };
    }

    /**
     * Requires an end-of-image marker after the last start-of-scan marker. A preview in the header has both markers, but the scan of the
     * image itself follows it; cameras and editors may append data after the end.
     */
    private static boolean jpegEnds(byte[] image) {
        for (int from = image.length - 2; from >= 0; from--) {
            if (matches(image, from, 0xFF, 0xD9)) {
                return true;
            }
            if (matches(image, from, 0xFF, 0xDA)) {
                return false;
            }
        }
        return false;
    }

    private static boolean pngEnds(byte[] image) {
        for (int from = image.length - PNG_END.length; from >= Math.max(0, image.length - TRAILER); from--) {
            if (matches(image, from, PNG_END)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the first directory and its last strip or tile are within the file. */
    private static boolean tiffEnds(Bytes tiff) {
        long directory = tiff.number(4, 4);
        long entries = tiff.number(directory, 2);
        long end = directory + 2 + 12 * entries;
        if (directory < 8 || entries < 0 || end > tiff.length()) {
            return false;
        }
        long offset = 0;
        long count = 0;
        for (long entry = directory + 2; entry < end; entry += 12) {
            int tag = (int) tiff.number(entry, 2);
            if (tag == 273 || tag == 324) {
                offset = tiff.lastOf(entry);
            } else if (tag == 279 || tag == 325) {
                count = tiff.lastOf(entry);
            }
        }
        return offset >= 0 && count >= 0 && offset + count <= tiff.length();
    }

    /** Reads unsigned numbers in either byte order; −1 for positions outside the data. */
    private record Bytes(byte[] bytes, boolean highFirst) {

        int length() {
            return bytes.length;
        }

        long number(long at, int size) {
            if (at < 0 || at + size > bytes.length) {
                return -1;
            }
            long number = 0;
            for (int i = 0; i < size; i++) {
                int index = (int) at + (highFirst ? i : size - 1 - i);
                number = (number << 8) | (bytes[index] & 0xFF);
            }
            return number;
        }

        /** The last value of a directory's entry, of type SHORT or LONG. */
        long lastOf(long entry) {
            int size = number(entry + 2, 2) == 3 ? 2 : 4;
            long values = number(entry + 4, 4);
            long first = values * size <= 4 ? entry + 8 : number(entry + 8, 4);
            return first < 0 ? -1 : number(first + (values - 1) * size, size);
        }
    }

    private static boolean begins(byte[] image, int... signature) {
        return matches(image, 0, signature);
    }

    private static boolean matches(byte[] image, int from, int... signature) {
        if (image.length - from < signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            if ((image[from + i] & 0xFF) != signature[i]) {
                return false;
            }
        }
        return true;
    }
}
