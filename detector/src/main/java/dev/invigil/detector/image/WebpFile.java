// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The structure of a WebP file, lossy or lossless: its size is held against the limit, its parts against the file's length, and
 * only the part with the pixels is kept. Alpha in a separate part (lossy) is removed with the metadata.
 */
final class WebpFile {
    private static final String FORMAT = "WebP";
    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int LOSSY = fourCc("VP8 ");
    private static final int LOSSLESS = fourCc("VP8L");
    private static final int EXTENDED = fourCc("VP8X");
    private static final int ANIMATION = 0x02;
    private static final int LOSSY_HEADER = 10;
    private static final int LOSSLESS_HEADER = 5;
    private static final int LOSSLESS_SIGNATURE = 0x2F;
    private static final int SIZE_BITS = 0x3FFF;
    /** RGBA of the native decoder, its working copy, Java's copy of it as numbers, and the RGB image. */
    private static final int BYTES_PER_PIXEL = 4 + 8 + 4 + RgbImage.CHANNELS;

    private WebpFile() {}

    /** The same image without data that is not pixels. */
    static Essence essence(byte[] bytes, DecodeLimits limits) throws UnreadableImageException {
        FileBytes file = new FileBytes(FORMAT, bytes, ByteOrder.LITTLE_ENDIAN);
        long end = CHUNK_HEADER + file.u32(4);
        file.need(0, end);
        long at = RIFF_HEADER;
        while (at + CHUNK_HEADER <= end) {
            int type = file.i32(at);
            long length = file.u32(at + 4);
            long data = at + CHUNK_HEADER;
            file.need(data, length);
            if (data + length > end) {
                throw file.corrupt("a part that reaches beyond the file's stated size");
            }
            if (type == EXTENDED && length > 0 && (file.u8(data) & ANIMATION) != 0) {
                throw file.unsupported("with an animation");
            }
            if (type == LOSSY) {
                return lossy(file, bytes, data, length, limits);
            }
            if (type == LOSSLESS) {
                return lossless(file, bytes, data, length, limits);
            }
            at = data + length + (length & 1);
        }
        throw file.corrupt("no image in it");
    }

    private static Essence lossy(FileBytes file, byte[] bytes, long data, long length, DecodeLimits limits)
            throws UnreadableImageException {
        if (length < LOSSY_HEADER) {
            throw file.corrupt("its image part has " + length + " bytes");
        }
        int tag = file.u8(data) | file.u16(data + 1) << 8;
        boolean isKeyFrame = (tag & 1) == 0;
        boolean hasStartCode = file.u8(data + 3) == 0x9D && file.u16(data + 4) == 0x2A01;
        if (!isKeyFrame || !hasStartCode) {
            throw file.corrupt("its lossy image has a wrong signature");
        }
        if (LOSSY_HEADER + (tag >>> 5) > length) {
            throw file.corrupt("its image part is shorter than its first partition");
        }
        return essence(
                bytes, data, length, file.u16(data + 6) & SIZE_BITS, file.u16(data + 8) & SIZE_BITS, LOSSY, limits);
    }

    private static Essence lossless(FileBytes file, byte[] bytes, long data, long length, DecodeLimits limits)
            throws UnreadableImageException {
        if (length < LOSSLESS_HEADER || file.u8(data) != LOSSLESS_SIGNATURE) {
            throw file.corrupt("its lossless image has a wrong signature");
        }
        int sizes = file.i32(data + 1);
        return essence(bytes, data, length, (sizes & SIZE_BITS) + 1, (sizes >>> 14 & SIZE_BITS) + 1, LOSSLESS, limits);
    }

    private static Essence essence(
            byte[] bytes, long data, long length, int width, int height, int type, DecodeLimits limits)
            throws UnreadableImageException {
        limits.checkPixels(FORMAT, width, height);
        int padded = (int) (length + (length & 1));
        ByteBuffer essence = ByteBuffer.allocate(RIFF_HEADER + CHUNK_HEADER + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(fourCc("RIFF"))
                .putInt(RIFF_HEADER + padded)
                .putInt(fourCc("WEBP"))
                .putInt(type)
                .putInt((int) length)
                .put(bytes, (int) data, (int) length);
        return new Essence(essence.array(), width, height, (long) width * height * BYTES_PER_PIXEL);
    }

    private static int fourCc(String name) {
        byte[] code = new byte[Integer.BYTES];
        for (int i = 0; i < code.length; i++) {
            code[i] = (byte) name.charAt(i);
        }
        return ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
}
