// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/** The formats that are read, each known by its first bytes. Names are ImageIO's. */
enum ImageFormat {
    JPEG {
        @Override
        byte[] essence(byte[] file, PixelLimit limit) throws UnreadableImageException {
            return JpegFile.essence(file, limit);
        }
    },
    PNG {
        @Override
        byte[] essence(byte[] file, PixelLimit limit) throws UnreadableImageException {
            return PngFile.essence(file, limit);
        }
    },
    BMP {
        @Override
        byte[] essence(byte[] file, PixelLimit limit) throws UnreadableImageException {
            return BmpFile.essence(file, limit);
        }
    },
    TIFF {
        @Override
        byte[] essence(byte[] file, PixelLimit limit) throws UnreadableImageException {
            return TiffFile.essence(file, limit);
        }
    };

    /**
     * Holds the file's header against the limit and its structure against its length.
     *
     * @return the same picture without whatever does not make pixels, and so has no business with a decoder
     */
    abstract byte[] essence(byte[] file, PixelLimit limit) throws UnreadableImageException;

    static ImageFormat of(byte[] file) throws UnreadableImageException {
        if (file.length == 0) {
            throw new UnreadableImageException(ImageFault.EMPTY, "no bytes at all; send a JPEG, PNG, BMP or TIFF file");
        }
        if (startsWith(file, 0xFF, 0xD8, 0xFF)) {
            return JPEG;
        }
        if (startsWith(file, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return PNG;
        }
        if (startsWith(file, 'B', 'M')) {
            return BMP;
        }
        if (startsWith(file, 'I', 'I', 42, 0)
                || startsWith(file, 'M', 'M', 0, 42)
                || startsWith(file, 'I', 'I', 43, 0)
                || startsWith(file, 'M', 'M', 0, 43)) {
            return TIFF;
        }
        if (startsWith(file, 'G', 'I', 'F', '8')) {
            throw new UnreadableImageException(
                    ImageFault.UNSUPPORTED, "GIF is not supported; send a JPEG, PNG, BMP or TIFF file");
        }
        throw new UnreadableImageException(
                ImageFault.NOT_AN_IMAGE,
                "not a picture: " + file.length + " bytes that begin like none; send a JPEG, PNG, BMP or TIFF file");
    }

    private static boolean startsWith(byte[] file, int... signature) {
        if (file.length < signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            if ((file[i] & 0xff) != signature[i]) {
                return false;
            }
        }
        return true;
    }
}
