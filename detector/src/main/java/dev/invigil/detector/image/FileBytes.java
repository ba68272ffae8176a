// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of an image file, read at absolute positions; reading past the end is a truncated file. */
final class FileBytes {
    private final String format;
    private final ByteBuffer bytes;

    FileBytes(String format, byte[] bytes, ByteOrder order) {
        this.format = format;
        this.bytes = ByteBuffer.wrap(bytes).order(order);
    }

    int length() {
        return bytes.capacity();
    }

    int u8(long at) throws UnreadableImageException {
        return Byte.toUnsignedInt(bytes.get(need(at, Byte.BYTES)));
    }

    int u16(long at) throws UnreadableImageException {
        return Short.toUnsignedInt(bytes.getShort(need(at, Short.BYTES)));
    }

    int i32(long at) throws UnreadableImageException {
        return bytes.getInt(need(at, Integer.BYTES));
    }

    long u32(long at) throws UnreadableImageException {
        return Integer.toUnsignedLong(i32(at));
    }

    /** Sees that {@code count} bytes from {@code at} on are there. */
    int need(long at, long count) throws UnreadableImageException {
        if (at < 0 || count < 0 || at > length() - count) {
            throw truncated();
        }
        return (int) at;
    }

    UnreadableImageException truncated() {
        return new UnreadableImageException(
                ImageFault.TRUNCATED,
                "truncated " + format + ": it ends after " + length() + " bytes, before its end; send the whole file");
    }

    UnreadableImageException corrupt(String what) {
        return new UnreadableImageException(
                ImageFault.CORRUPT,
                "corrupt " + format + ": " + what + "; send it again or save it again in another program");
    }

    UnreadableImageException unsupported(String what) {
        return new UnreadableImageException(
                ImageFault.UNSUPPORTED, format + " " + what + " is not supported; save it as plain 8-bit RGB or grey");
    }
}
