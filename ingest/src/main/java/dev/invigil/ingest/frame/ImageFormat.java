// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.frame;

import java.util.Optional;

/**
 * The image formats a line may send, told by their first bytes.
 *
 * <p>Only the signature is looked at. A picture that starts right and is damaged further on is passed on: the scorer, which decodes
 * it anyway, gives it an UNSCORED verdict and a dead letter, so that the part it shows is accounted for. Refusing it here would lose the
 * part from the line's books.
 */
public enum ImageFormat {
    JPEG("image/jpeg"),
    PNG("image/png"),
    BMP("image/bmp"),
    TIFF("image/tiff");

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
        return Optional.empty();
    }

    private static boolean begins(byte[] image, int... signature) {
        if (image.length < signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            if ((image[i] & 0xFF) != signature[i]) {
                return false;
            }
        }
        return true;
    }
}
