// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The first directory of a TIFF file: size against the limit, strips and tiles against the file's length, and only the
 * variants that industrial cameras and annotation tools write. Entries that do not make pixels (EXIF, orientation, colour profile, further
 * directories, which may point in circles) are taken out before a decoder sees them.
 */
final class TiffFile {
    private static final String FORMAT = "TIFF";
    private static final int CLASSIC = 42;
    /** Bytes of a directory's number of entries, of each entry, and of the next directory's place. */
    private static final int COUNT_SIZE = 2;

    private static final int ENTRY_SIZE = 12;
    private static final int NEXT_SIZE = 4;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS_PER_SAMPLE = 258;
    private static final int COMPRESSION = 259;
    private static final int STRIP_OFFSETS = 273;
    private static final int ORIENTATION = 274;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int ROWS_PER_STRIP = 278;
    private static final int STRIP_SIZES = 279;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_SIZES = 325;

    /** None, LZW, Deflate (two numbers for one thing), PackBits. */
    private static final Set<Long> COMPRESSIONS = Set.of(1L, 5L, 8L, 32946L, 32773L);

    private static final Set<Long> DEPTHS = Set.of(1L, 2L, 4L, 8L, 16L);
    private static final int MAX_SAMPLES = 4;

    /**
     * Besides those named above: photometric interpretation, fill order, planar configuration, predictor,
     * palette, extra samples, sample format.
     */
    private static final Set<Integer> OF_PIXELS = Set.of(
            WIDTH,
            HEIGHT,
            BITS_PER_SAMPLE,
            COMPRESSION,
            262,
            266,
            STRIP_OFFSETS,
            SAMPLES_PER_PIXEL,
            ROWS_PER_STRIP,
            STRIP_SIZES,
            284,
            317,
            320,
            TILE_WIDTH,
            TILE_HEIGHT,
            TILE_OFFSETS,
            TILE_SIZES,
            338,
            339);

    /** A directory entry: {@code count} numbers of {@code size} bytes each from {@code at} on. */
    private record Field(long entry, int size, long count, long at) {}

    private final FileBytes file;
    private final long directory;
    private final int entries;
    private final Map<Integer, Field> fields = new TreeMap<>();

    private TiffFile(FileBytes file) throws UnreadableImageException {
        this.file = file;
        if (file.u16(2) != CLASSIC) {
            throw file.unsupported("with 64-bit offsets");
        }
        directory = file.u32(4);
        entries = file.u16(directory);
        file.need(directory, COUNT_SIZE + (long) entries * ENTRY_SIZE + NEXT_SIZE);
        for (int i = 0; i < entries; i++) {
            long entry = directory + COUNT_SIZE + (long) i * ENTRY_SIZE;
            int tag = file.u16(entry);
            if (OF_PIXELS.contains(tag)) {
                fields.put(tag, field(entry));
            }
        }
    }

    /** The same image without data that is not pixels. */
    static Essence essence(byte[] bytes, DecodeLimits limits) throws UnreadableImageException {
        ByteOrder order = bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        TiffFile tiff = new TiffFile(new FileBytes(FORMAT, bytes, order));
        tiff.check(limits);
        Orientation orientation = tiff.orientation();
        return new Essence(
                tiff.withoutOtherEntries(bytes, order),
                (int) tiff.number(WIDTH, 0),
                (int) tiff.number(HEIGHT, 0),
                tiff.memory(orientation),
                orientation);
    }

    private Field field(long entry) throws UnreadableImageException {
        int type = file.u16(entry + 2);
        if (type != SHORT && type != LONG) {
            throw file.corrupt("an entry for tag " + file.u16(entry) + " of type " + type);
        }
        int size = type == SHORT ? Short.BYTES : Integer.BYTES;
        long count = file.u32(entry + 4);
        long at = count * size <= Integer.BYTES ? entry + 8 : file.u32(entry + 8);
        file.need(at, count * size);
        return new Field(entry, size, count, at);
    }

    private byte[] withoutOtherEntries(byte[] bytes, ByteOrder order) {
        ByteBuffer essence = ByteBuffer.wrap(bytes.clone()).order(order);
        int at = (int) directory;
        essence.putShort(at, (short) fields.size());
        at += COUNT_SIZE;
        for (Field field : fields.values()) {
            essence.put(at, bytes, (int) field.entry, ENTRY_SIZE);
            at += ENTRY_SIZE;
        }
        int end = (int) directory + COUNT_SIZE + entries * ENTRY_SIZE + NEXT_SIZE;
        Arrays.fill(essence.array(), at, end, (byte) 0);
        return essence.array();
    }

    private void check(DecodeLimits limits) throws UnreadableImageException {
        limits.checkPixels(FORMAT, number(WIDTH, 0), number(HEIGHT, 0));
        if (!COMPRESSIONS.contains(number(COMPRESSION, 1))) {
            throw file.unsupported("of compression " + number(COMPRESSION, 1));
        }
        if (!DEPTHS.contains(number(BITS_PER_SAMPLE, 1))) {
            throw file.unsupported("of " + number(BITS_PER_SAMPLE, 1) + " bits per sample");
        }
        long samples = number(SAMPLES_PER_PIXEL, 1);
        if (samples < 1 || samples > MAX_SAMPLES) {
            throw file.unsupported("of " + samples + " samples per pixel");
        }
        if (fields.containsKey(TILE_OFFSETS)) {
            limits.checkPixels(FORMAT, number(TILE_WIDTH, 0), number(TILE_HEIGHT, 0));
            checkParts(TILE_OFFSETS, TILE_SIZES);
        } else {
            checkParts(STRIP_OFFSETS, STRIP_SIZES);
        }
    }

    /** The decoder's image, one strip or tile unpacked beside it, the RGB image, and that once more where it is turned. */
    private long memory(Orientation orientation) throws UnreadableImageException {
        long width = number(WIDTH, 0);
        long pixels = width * number(HEIGHT, 0);
        long bits = number(BITS_PER_SAMPLE, 1) * number(SAMPLES_PER_PIXEL, 1);
        long partPixels = fields.containsKey(TILE_OFFSETS)
                ? number(TILE_WIDTH, 0) * number(TILE_HEIGHT, 0)
                : width * Math.min(number(HEIGHT, 0), Math.max(1, number(ROWS_PER_STRIP, number(HEIGHT, 0))));
        long rgb = pixels * RgbImage.CHANNELS;
        return (pixels + partPixels) * bits / 8 + rgb + (orientation == Orientation.UPRIGHT ? 0 : rgb);
    }

    /** Read from the file itself: the decoder does not see this entry, and does not know what to do with it. */
    private Orientation orientation() throws UnreadableImageException {
        for (int i = 0; i < entries; i++) {
            long entry = directory + COUNT_SIZE + (long) i * ENTRY_SIZE;
            if (file.u16(entry) == ORIENTATION && file.u16(entry + 2) == SHORT && file.u32(entry + 4) == 1) {
                return Orientation.of(file.u16(entry + 8));
            }
        }
        return Orientation.UPRIGHT;
    }

    private long number(int tag, long otherwise) throws UnreadableImageException {
        Field field = fields.get(tag);
        return field == null || field.count == 0 ? otherwise : number(field, 0);
    }

    private long number(Field field, long index) throws UnreadableImageException {
        long at = field.at + index * field.size;
        return field.size == Short.BYTES ? file.u16(at) : file.u32(at);
    }

    private void checkParts(int offsetsTag, int sizesTag) throws UnreadableImageException {
        Field offsets = fields.get(offsetsTag);
        Field sizes = fields.get(sizesTag);
        if (offsets == null || sizes == null || offsets.count == 0 || offsets.count != sizes.count) {
            throw file.corrupt("it does not say where its pixels are");
        }
        for (long i = 0; i < offsets.count; i++) {
            file.need(number(offsets, i), number(sizes, i));
        }
    }
}
