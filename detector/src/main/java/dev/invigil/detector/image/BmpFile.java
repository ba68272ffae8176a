// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.nio.ByteOrder;

/** The header of a Windows bitmap: size against the limit, and all rows against the file's length. */
final class BmpFile {
    private static final String FORMAT = "BMP";
    private static final int OLD_HEADER = 12;
    private static final int HEADER = 40;
    private static final int PLAIN = 0;
    private static final int BIT_FIELDS = 3;

    private BmpFile() {}

    static void check(byte[] bytes, PixelLimit limit) throws UnreadableImageException {
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
        limit.check(FORMAT, width, height);
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
    }
}
