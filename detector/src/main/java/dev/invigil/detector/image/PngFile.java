// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * The structure of a PNG file: its size is held against the limit, every chunk that makes pixels against its checksum,
 * and all others (texts, colour profile, transparency, animation) are left out before a decoder sees them.
 */
final class PngFile {
    private static final String FORMAT = "PNG";
    private static final int SIGNATURE = 8;
    /** Length and type before a chunk's data, checksum after it. */
    private static final int AROUND = 12;

    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504C5445;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;
    private static final int PALETTE_COLOUR = 3;
    /** Where the header, always the first chunk, has what. */
    private static final int WIDTH = SIGNATURE + 8;

    private static final int HEIGHT = WIDTH + 4;
    private static final int DEPTH = HEIGHT + 4;
    /** Samples per pixel by the header's kind of colour. */
    private static final int[] SAMPLES = {1, 0, 3, 1, 2, 0, 4};

    private PngFile() {}

    /** The same image without data that is not pixels. */
    static Essence essence(byte[] bytes, DecodeLimits limits) throws UnreadableImageException {
        FileBytes file = new FileBytes(FORMAT, bytes, ByteOrder.BIG_ENDIAN);
        file.need(0, SIGNATURE);
        ByteArrayOutputStream essence = new ByteArrayOutputStream(bytes.length);
        essence.write(bytes, 0, SIGNATURE);
        boolean hasPalette = false;
        boolean hasData = false;
        int colour = -1;
        int at = SIGNATURE;
        while (true) {
            long length = file.u32(at);
            int type = file.i32(at + 4L);
            file.need(at, length + AROUND);
            int size = (int) length + AROUND;
            boolean isCritical = (type >>> 24 & 0x20) == 0;
            if (isCritical) {
                checkSum(file, bytes, at, size);
            }
            if ((at == SIGNATURE) != (type == IHDR)) {
                throw file.corrupt("its header is not the first chunk");
            }
            switch (type) {
                case IHDR -> {
                    header(file, at + 8, length, limits);
                    colour = file.u8(at + 17L);
                    essence.write(bytes, at, size);
                }
                case PLTE -> {
                    hasPalette = true;
                    if (colour == PALETTE_COLOUR) {
                        essence.write(bytes, at, size);
                    }
                }
                case IDAT -> {
                    hasData = true;
                    essence.write(bytes, at, size);
                }
                case IEND -> {
                    if (!hasData || (colour == PALETTE_COLOUR && !hasPalette)) {
                        throw file.corrupt("no image in it");
                    }
                    essence.write(bytes, at, size);
                    long width = file.u32(WIDTH);
                    long height = file.u32(HEIGHT);
                    long raster = height * ((width * SAMPLES[colour] * file.u8(DEPTH) + 7) / 8);
                    return new Essence(
                            essence.toByteArray(), width, height, raster + width * height * RgbImage.CHANNELS);
                }
                default -> {
                    if (isCritical) {
                        throw file.unsupported("with a chunk of a kind unknown to the standard");
                    }
                }
            }
            at += size;
        }
    }

    private static void header(FileBytes file, int at, long length, DecodeLimits limits)
            throws UnreadableImageException {
        if (length != 13) {
            throw file.corrupt("a header of " + length + " bytes");
        }
        limits.checkPixels(FORMAT, file.u32(at), file.u32(at + 4L));
        int depth = file.u8(at + 8L);
        boolean isSound =
                switch (file.u8(at + 9L)) {
                    case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
                    case PALETTE_COLOUR -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
                    case 2, 4, 6 -> depth == 8 || depth == 16;
                    default -> false;
                };
        if (!isSound || file.u8(at + 10L) != 0 || file.u8(at + 11L) != 0 || file.u8(at + 12L) > 1) {
            throw file.corrupt("a header that the standard does not allow");
        }
    }

    private static void checkSum(FileBytes file, byte[] bytes, int at, int size) throws UnreadableImageException {
        CRC32 sum = new CRC32();
        sum.update(bytes, at + 4, size - 8);
        if (sum.getValue() != file.u32(at + size - 4L)) {
            throw file.corrupt("the checksum of the part at byte " + at + " does not match");
        }
    }
}
