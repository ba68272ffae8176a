// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of a Windows bitmap: size against the limit, and all rows against the file's length. A colour profile, which may
 * be embedded or the path of a file elsewhere, is declared absent before a decoder sees it.
 */
final class BmpFile {
    private static final String FORMAT = "BMP";
    private static final int FILE_SIZE = 2;
    private static final int OLD_HEADER = 12;
    private static final int HEADER = 40;
    private static final int HEADER_WITH_COLOUR_SPACE = 108;
    private static final int COLOUR_SPACE = 70;
    private static final int SRGB = 0x73524742;
    private static final int PLAIN = 0;
    private static final int BIT_FIELDS = 3;

    private BmpFile() {}

    /** The same image without data that is not pixels. */
    static Essence essence(byte[] bytes, DecodeLimits limits) throws UnreadableImageException {
        FileBytes file = new FileBytes(FORMAT, bytes, ByteOrder.LITTLE_ENDIAN);
        long pixelsAt = file.u32(10);
        long headerSize = file.u32(14);
        boolean isOld = headerSize == OLD_HEADER;
        if (!isOld && headerSize < HEADER) {
            throw file.corrupt("a header of " + headerSize + " bytes");
        }
        long width = isOld ? file.u16(18) : file.i32(18);
        long height = Math.abs(isOld ? file.u16(20) : (long) file.i32(22));
        int bits = file.u16(isOld ? 24 : 28);
        long compression = isOld ? PLAIN : file.u32(30);
        limits.checkPixels(FORMAT, width, height);
        if (compression != PLAIN && compression != BIT_FIELDS) {
            throw file.unsupported("with compression");
        }
        switch (bits) {
            case 1, 4, 8, 16, 24, 32 -> {
                long rowBytes = (width * bits + 31) / 32 * 4;
                file.need(pixelsAt, rowBytes * height);
            }
            default -> throw file.corrupt(bits + " bits per pixel");
        }
        if (pixelsAt < 14 + headerSize) {
            throw file.corrupt("its pixels begin inside its header");
        }
        ByteBuffer essence = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
        // writers that do not know it yet leave 0 here, for which Java's reader refuses the file
        essence.putInt(FILE_SIZE, bytes.length);
        if (headerSize >= HEADER_WITH_COLOUR_SPACE) {
            essence.putInt(COLOUR_SPACE, SRGB);
        }
        long raster = height * ((width * bits + 7) / 8);
        return new Essence(essence.array(), width, height, raster + width * height * RgbImage.CHANNELS);
    }
}
