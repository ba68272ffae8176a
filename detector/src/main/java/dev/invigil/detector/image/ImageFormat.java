// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The formats that are read. The content decides which one a file is, by its first bytes; the file name extension only decides
 * whether the file is opened. Constants are named as ImageIO names its readers.
 */
public enum ImageFormat {
    JPEG("jpg jpeg jpe jfif") {
        @Override
        Essence essence(byte[] file, DecodeLimits limits) throws UnreadableImageException {
            return JpegFile.essence(file, limits);
        }
    },
    PNG("png") {
        @Override
        Essence essence(byte[] file, DecodeLimits limits) throws UnreadableImageException {
            return PngFile.essence(file, limits);
        }
    },
    BMP("bmp") {
        @Override
        Essence essence(byte[] file, DecodeLimits limits) throws UnreadableImageException {
            return BmpFile.essence(file, limits);
        }
    },
    TIFF("tif tiff") {
        @Override
        Essence essence(byte[] file, DecodeLimits limits) throws UnreadableImageException {
            return TiffFile.essence(file, limits);
        }
    },
    WEBP("webp") {
        @Override
        Essence essence(byte[] file, DecodeLimits limits) throws UnreadableImageException {
            return WebpFile.essence(file, limits);
        }
    };

    /** How many of a file's first bytes tell its format and whether it can have 16 bits. */
    public static final int START = 32;

    private static final int PNG_DEPTH = 24;
    private static final String REMEDY = "send a JPEG, PNG, BMP, TIFF or WebP file";
    private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis");
    private static final Set<String> HEIF_BRANDS =
            Set.of("heic", "heix", "hevc", "hevx", "heim", "heis", "hevm", "hevs", "mif1", "msf1");

    private static final Set<String> ALL_ENDINGS = Arrays.stream(values())
            .flatMap(format -> Arrays.stream(format.endings.split(" ")))
            .collect(Collectors.toUnmodifiableSet());

    private final String endings;

    /** @param endings separated by spaces */
    ImageFormat(String endings) {
        this.endings = endings;
    }

    /**
     * Holds the file's header against the limits and its structure against its length.
     *
     * @return the same image without data that is not pixels and that decoders do not need
     */
    abstract Essence essence(byte[] file, DecodeLimits limits) throws UnreadableImageException;

    /** The endings of names that files of any format have, in lower case, without the dot. */
    public static Set<String> endings() {
        return ALL_ENDINGS;
    }

    /** Whether a file of that name is expected to be an image that is read. */
    public static boolean isNamedAsImage(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot >= 0 && ALL_ENDINGS.contains(fileName.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /**
     * The format that the bytes begin like.
     *
     * @throws UnreadableImageException if there are none, or their first bytes match no supported format; the message names formats
     *     that are known and not read
     */
    public static ImageFormat of(byte[] file) throws UnreadableImageException {
        if (file.length == 0) {
            throw new UnreadableImageException(ImageFault.EMPTY, "the file is empty; " + REMEDY);
        }
        if (startsWith(file, 0, 0xFF, 0xD8, 0xFF)) {
            return JPEG;
        }
        if (startsWith(file, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return PNG;
        }
        if (startsWith(file, 0, 'B', 'M')) {
            return BMP;
        }
        if (startsWith(file, 0, 'I', 'I', 42, 0)
                || startsWith(file, 0, 'M', 'M', 0, 42)
                || startsWith(file, 0, 'I', 'I', 43, 0)
                || startsWith(file, 0, 'M', 'M', 0, 43)) {
            return TIFF;
        }
        if (startsWith(file, 0, 'R', 'I', 'F', 'F') && startsWith(file, 8, 'W', 'E', 'B', 'P')) {
            return WEBP;
        }
        String known = knownAndNotRead(file);
        if (!known.isEmpty()) {
            throw new UnreadableImageException(ImageFault.UNSUPPORTED, known + " is not supported; " + REMEDY);
        }
        throw new UnreadableImageException(
                ImageFault.NOT_AN_IMAGE,
                "not an image: the first of " + file.length + " bytes match no known format; " + REMEDY);
    }

    /**
     * Whether a file can have samples of 16 bits: each TIFF, and a PNG whose header says so.
     *
     * @param start at least the first {@value #START} bytes of the file, or all that it has
     * @throws UnreadableImageException as {@link #of}
     */
    public static boolean mayHaveSixteenBits(byte[] start) throws UnreadableImageException {
        return switch (of(start)) {
            case TIFF -> true;
            case PNG -> start.length > PNG_DEPTH && start[PNG_DEPTH] == 16;
            case JPEG, BMP, WEBP -> false;
        };
    }

    private static String knownAndNotRead(byte[] file) {
        if (startsWith(file, 0, 'G', 'I', 'F', '8')) {
            return "GIF";
        }
        if (startsWith(file, 0, 0, 0, 0, 0x0C, 'j', 'P', ' ', ' ') || startsWith(file, 0, 0xFF, 0x4F, 0xFF, 0x51)) {
            return "JPEG 2000";
        }
        if (startsWith(file, 0, 0, 0, 0, 0x0C, 'J', 'X', 'L', ' ') || startsWith(file, 0, 0xFF, 0x0A)) {
            return "JPEG XL";
        }
        if (file.length >= 12 && startsWith(file, 4, 'f', 't', 'y', 'p')) {
            String brand = new String(file, 8, 4, StandardCharsets.ISO_8859_1);
            if (AVIF_BRANDS.contains(brand)) {
                return "AVIF";
            }
            if (HEIF_BRANDS.contains(brand)) {
                return "HEIC (HEIF)";
            }
        }
        return "";
    }

    private static boolean startsWith(byte[] file, int from, int... signature) {
        if (file.length < from + signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            if ((file[from + i] & 0xff) != signature[i]) {
                return false;
            }
        }
        return true;
    }
}
