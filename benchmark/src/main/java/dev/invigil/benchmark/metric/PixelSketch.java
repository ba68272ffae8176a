// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * One image's pixels for the bootstrap: how many scores are in each cell of a fixed grid, of normal pixels and of defect pixels, and how much
 * of a region each cell of defect pixels covers. A cell is 1/1024 of an octave of scores, so a score is known to a thousandth of itself. A few
 * kilobytes an image.
 */
final class PixelSketch {
    private final long highestKey;
    private final long lowestKey;
    private final int regions;
    private final Cells normal;
    private final Cells defect;

    /** Cells that hold something, from the highest scores; {@code overlaps} is empty for normal pixels. */
    @SuppressWarnings("ArrayRecordComponent") // lives for one image; never compared
    record Cells(int[] cells, int[] counts, float[] overlaps) {}

    private PixelSketch(long highestKey, long lowestKey, int regions, Cells normal, Cells defect) {
        this.highestKey = highestKey;
        this.lowestKey = lowestKey;
        this.regions = regions;
        this.normal = normal;
        this.defect = defect;
    }

    /** @param keys the map's scores as keys, one per pixel of the mask */
    static PixelSketch of(ScoreType type, long[] keys, MaskRegions mask) {
        long highest = Long.MAX_VALUE;
        long lowest = Long.MIN_VALUE;
        for (long key : keys) {
            highest = Math.min(highest, key);
            lowest = Math.max(lowest, key);
        }
        int first = type.cell(highest);
        int span = type.cell(lowest) - first + 1;
        int[] normal = new int[span];
        int[] defect = new int[mask.count() == 0 ? 0 : span];
        float[] overlaps = new float[defect.length];
        for (int i = 0; i < keys.length; i++) {
            int cell = type.cell(keys[i]) - first;
            int area = mask.areas()[i];
            if (area == 0) {
                normal[cell]++;
            } else {
                defect[cell]++;
                overlaps[cell] += 1f / area;
            }
        }
        return new PixelSketch(
                highest, lowest, mask.count(), packed(first, normal, new float[0]), packed(first, defect, overlaps));
    }

    private static Cells packed(int first, int[] counts, float[] overlaps) {
        int filled = 0;
        for (int count : counts) {
            filled += count > 0 ? 1 : 0;
        }
        Cells packed = new Cells(new int[filled], new int[filled], new float[overlaps.length == 0 ? 0 : filled]);
        int next = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                packed.cells[next] = first + i;
                packed.counts[next] = counts[i];
                if (overlaps.length > 0) {
                    packed.overlaps[next] = overlaps[i];
                }
                next++;
            }
        }
        return packed;
    }

    long highestKey() {
        return highestKey;
    }

    long lowestKey() {
        return lowestKey;
    }

    int regions() {
        return regions;
    }

    Cells normal() {
        return normal;
    }

    Cells defect() {
        return defect;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
        out.writeBytes(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(highestKey)
                .putLong(lowestKey)
                .array());
        write(regions, out);
        write(normal, out);
        write(defect, out);
        return out.toByteArray();
    }

    private static void write(Cells cells, ByteArrayOutputStream out) {
        write(cells.cells.length, out);
        write(cells.overlaps.length, out);
        int before = 0;
        for (int i = 0; i < cells.cells.length; i++) {
            write(cells.cells[i] - before, out);
            write(cells.counts[i], out);
            before = cells.cells[i];
        }
        ByteBuffer overlaps = ByteBuffer.allocate(cells.overlaps.length * Float.BYTES);
        overlaps.asFloatBuffer().put(cells.overlaps);
        out.writeBytes(overlaps.array());
    }

    /** Seven bits a byte, the last byte without the highest bit; a negative number takes five. */
    private static void write(int number, ByteArrayOutputStream out) {
        int rest = number;
        while ((rest & ~0x7f) != 0) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    static PixelSketch of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new PixelSketch(in.getLong(), in.getLong(), readNumber(in), readCells(in), readCells(in));
    }

    private static Cells readCells(ByteBuffer in) {
        int filled = readNumber(in);
        Cells read = new Cells(new int[filled], new int[filled], new float[readNumber(in)]);
        int before = 0;
        for (int i = 0; i < filled; i++) {
            before += readNumber(in);
            read.cells[i] = before;
            read.counts[i] = readNumber(in);
        }
        for (int i = 0; i < read.overlaps.length; i++) {
            read.overlaps[i] = in.getFloat();
        }
        return read;
    }

    private static int readNumber(ByteBuffer in) {
        int number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }
}
