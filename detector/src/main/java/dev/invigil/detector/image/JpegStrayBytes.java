// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Removes stray bytes between compressed data and the next marker, as some USB cameras write them before restart markers. It
 * walks through the Huffman codes of a sequential JPEG (ITU-T T.81, annex F.2.2) and counts blocks: bytes are stray when all
 * blocks up to the next marker have been found before them. So nothing is removed that makes pixels, and a JPEG that lacks
 * blocks stays as it is, to be refused.
 */
final class JpegStrayBytes {
    /** More stray bytes than this before one marker mean damaged data, not the fault of a camera. */
    private static final int MOST = 16;

    private static final int SOF_BASELINE = 0xC0;
    private static final int SOF_EXTENDED = 0xC1;
    private static final int SOF_PROGRESSIVE = 0xC2;
    private static final int DHT = 0xC4;
    private static final int RST = 0xD0;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int DRI = 0xDD;
    private static final int TABLES = 4;
    private static final int BLOCK = 8;
    private static final int COEFFICIENTS = 64;
    private static final int SIXTEEN_ZEROS = 15;

    private record Component(int id, int across, int down) {}

    /** Codes of one table, by length: the first code, how many there are, and where their symbols begin (T.81, annex C). */
    private record Codes(int[] first, int[] count, int[] symbolsAt, byte[] symbols) {}

    /** The data end, or make no sense. */
    private static final class Damaged extends Exception {
        Damaged() {
            super("damaged", null, false, false);
        }
    }

    private final byte[] bytes;
    private final ByteArrayOutputStream kept;
    private final Codes[] dcCodes = new Codes[TABLES];
    private final Codes[] acCodes = new Codes[TABLES];
    private Component[] components = {};
    private int width;
    private int height;
    private int restartInterval;
    private int removed;

    private int at;
    private int current;
    private int bitsLeft;

    private JpegStrayBytes(byte[] essence) {
        this.bytes = essence;
        this.kept = new ByteArrayOutputStream(essence.length);
    }

    /**
     * The file without stray bytes.
     *
     * @param essence of a JPEG file
     * @return empty when there are none, when blocks are missing, or when it is a progressive JPEG
     */
    static Optional<byte[]> removed(byte[] essence) {
        JpegStrayBytes walk = new JpegStrayBytes(essence);
        try {
            walk.file();
        } catch (Damaged | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
        return walk.removed == 0 ? Optional.empty() : Optional.of(walk.kept.toByteArray());
    }

    private void file() throws Damaged {
        kept.write(bytes, 0, 2);
        at = 2;
        while (true) {
            int marker = u8(at + 1);
            if (u8(at) != 0xFF || marker == SOF_PROGRESSIVE) {
                throw new Damaged();
            }
            if (marker == EOI) {
                kept.write(bytes, at, 2);
                return;
            }
            int length = u16(at + 2);
            kept.write(bytes, at, length + 2);
            int data = at + 4;
            at += length + 2;
            switch (marker) {
                case SOF_BASELINE, SOF_EXTENDED -> frame(data);
                case DHT -> tables(data, at);
                case DRI -> restartInterval = u16(data);
                case SOS -> scan(data);
                default -> {}
            }
        }
    }

    private void frame(int data) {
        height = u16(data + 1);
        width = u16(data + 3);
        components = new Component[u8(data + 5)];
        for (int i = 0; i < components.length; i++) {
            int component = data + 6 + 3 * i;
            components[i] = new Component(u8(component), u8(component + 1) >> 4, u8(component + 1) & 0xF);
        }
    }

    private void tables(int from, int end) {
        int table = from;
        while (table < end) {
            int kind = u8(table);
            int[] first = new int[17];
            int[] count = new int[17];
            int[] symbolsAt = new int[17];
            int code = 0;
            int symbols = 0;
            for (int length = 1; length <= 16; length++) {
                count[length] = u8(table + length);
                first[length] = code;
                symbolsAt[length] = symbols;
                symbols += count[length];
                code = (code + count[length]) << 1;
            }
            byte[] values = new byte[symbols];
            System.arraycopy(bytes, table + 17, values, 0, symbols);
            (kind >> 4 == 0 ? dcCodes : acCodes)[kind & 0xF] = new Codes(first, count, symbolsAt, values);
            table += 17 + symbols;
        }
    }

    private void scan(int data) throws Damaged {
        int inScan = u8(data);
        int widest = 1;
        int tallest = 1;
        for (Component component : components) {
            widest = Math.max(widest, component.across);
            tallest = Math.max(tallest, component.down);
        }
        int[] blocks = new int[inScan];
        Codes[] dc = new Codes[inScan];
        Codes[] ac = new Codes[inScan];
        long units = 0;
        for (int i = 0; i < inScan; i++) {
            Component component = component(u8(data + 1 + 2 * i));
            int tables = u8(data + 2 + 2 * i);
            dc[i] = dcCodes[tables >> 4];
            ac[i] = acCodes[tables & 0xF];
            if (dc[i] == null || ac[i] == null) {
                throw new Damaged();
            }
            if (inScan == 1) {
                blocks[i] = 1;
                units = (long) blocks(ceil(width * component.across, widest))
                        * blocks(ceil(height * component.down, tallest));
            } else {
                blocks[i] = component.across * component.down;
                units = (long) ceil(width, BLOCK * widest) * ceil(height, BLOCK * tallest);
            }
        }
        int restart = 0;
        long inInterval = restartInterval == 0 ? units : restartInterval;
        for (long done = 0; done < units; done += inInterval) {
            if (done > 0) {
                if (u8(at) != 0xFF || u8(at + 1) != RST + restart % 8) {
                    throw new Damaged();
                }
                kept.write(bytes, at, 2);
                at += 2;
                restart++;
            }
            interval(Math.min(inInterval, units - done), blocks, dc, ac);
        }
    }

    private void interval(long units, int[] blocks, Codes[] dc, Codes[] ac) throws Damaged {
        int from = at;
        bitsLeft = 0;
        for (long unit = 0; unit < units; unit++) {
            for (int i = 0; i < blocks.length; i++) {
                for (int block = 0; block < blocks[i]; block++) {
                    block(dc[i], ac[i]);
                }
            }
        }
        kept.write(bytes, from, at - from);
        int end = at;
        while (!(u8(end) == 0xFF && u8(end + 1) != 0 && u8(end + 1) != 0xFF)) {
            end++;
        }
        if (end - at > MOST) {
            throw new Damaged();
        }
        removed += end - at;
        at = end;
    }

    private void block(Codes dc, Codes ac) throws Damaged {
        skipBits(symbol(dc) & 0xF);
        for (int k = 1; k < COEFFICIENTS; k++) {
            int symbol = symbol(ac);
            int bits = symbol & 0xF;
            int zeros = symbol >> 4;
            if (bits == 0 && zeros != SIXTEEN_ZEROS) {
                return;
            }
            k += zeros;
            skipBits(bits);
        }
    }

    private int symbol(Codes codes) throws Damaged {
        int code = 0;
        for (int length = 1; length <= 16; length++) {
            code = code << 1 | bit();
            int index = code - codes.first[length];
            if (index >= 0 && index < codes.count[length]) {
                return codes.symbols[codes.symbolsAt[length] + index] & 0xFF;
            }
        }
        throw new Damaged();
    }

    private void skipBits(int count) throws Damaged {
        for (int i = 0; i < count; i++) {
            bit();
        }
    }

    private int bit() throws Damaged {
        if (bitsLeft == 0) {
            boolean isStuffed = u8(at) == 0xFF;
            if (isStuffed && u8(at + 1) != 0) {
                throw new Damaged();
            }
            current = u8(at);
            at += isStuffed ? 2 : 1;
            bitsLeft = 8;
        }
        bitsLeft--;
        return current >> bitsLeft & 1;
    }

    private Component component(int id) throws Damaged {
        for (Component component : components) {
            if (component.id == id) {
                return component;
            }
        }
        throw new Damaged();
    }

    private static int blocks(int samples) {
        return ceil(samples, BLOCK);
    }

    private static int ceil(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private int u8(int index) {
        return bytes[index] & 0xFF;
    }

    private int u16(int index) {
        return u8(index) << 8 | u8(index + 1);
    }
}
