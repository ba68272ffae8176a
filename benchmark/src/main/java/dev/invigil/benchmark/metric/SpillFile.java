// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Sorted runs and sketches on disk: one temporary file per class, made at the first run, gone when closed. */
final class SpillFile implements AutoCloseable {
    private final Path directory;
    private FileChannel channel;
    private long length;

    /** @param directory where the file is made, with room for four or eight bytes a pixel */
    SpillFile(Path directory) {
        this.directory = directory;
    }

    /** The position of a stored run: its blocks one after the other, in each the keys and then the areas. */
    record Extent(long offset, long scores, ScoreType type, boolean withAreas) {
        private int bytes(int scores) {
            return scores * (type.keyBytes() + (withAreas ? Integer.BYTES : 0));
        }
    }

    /** Where some bytes lie. */
    record Place(long offset, int length) {}

    private void open() throws IOException {
        if (channel == null) {
            Path file = Files.createTempFile(directory, "invigil-scores-", ".tmp");
            channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        }
    }

    Place store(byte[] bytes) {
        Place place = new Place(length, bytes.length);
        try {
            open();
            append(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot spill scores to " + directory + ": " + e.getMessage(), e);
        }
        return place;
    }

    byte[] load(Place place) {
        byte[] bytes = new byte[place.length()];
        fill(ByteBuffer.wrap(bytes), place.offset());
        return bytes;
    }

    private void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            length += channel.write(bytes, length);
        }
    }

    Extent store(ScoreRun run, ScoreType type, boolean withAreas) {
        Extent extent = new Extent(length, run.size(), type, withAreas);
        try {
            open();
            SortedScores scores = run.reader();
            SortedScores.Block block = new SortedScores.Block();
            ByteBuffer bytes = ByteBuffer.allocateDirect(extent.bytes(SortedScores.Block.CAPACITY));
            for (scores.read(block); block.size > 0; scores.read(block)) {
                encode(block, extent, bytes.clear());
                append(bytes.flip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot spill scores to " + directory + ": " + e.getMessage(), e);
        }
        return extent;
    }

    private static void encode(SortedScores.Block block, Extent extent, ByteBuffer bytes) {
        for (int i = 0; i < block.size; i++) {
            if (extent.type().keyBytes() == Integer.BYTES) {
                bytes.putInt((int) block.keys[i]);
            } else {
                bytes.putLong(block.keys[i]);
            }
        }
        for (int i = 0; extent.withAreas() && i < block.size; i++) {
            bytes.putInt(block.areas[i]);
        }
    }

    private static void decode(SortedScores.Block block, Extent extent, ByteBuffer bytes) {
        for (int i = 0; i < block.size; i++) {
            block.keys[i] = extent.type().keyBytes() == Integer.BYTES
                    ? Integer.toUnsignedLong(bytes.getInt())
                    : bytes.getLong();
        }
        for (int i = 0; extent.withAreas() && i < block.size; i++) {
            block.areas[i] = bytes.getInt();
        }
    }

    /** A reader of one run; several may read at once. */
    SortedScores reader(Extent extent) {
        return new SortedScores() {
            private final ByteBuffer bytes = ByteBuffer.allocate(extent.bytes(Block.CAPACITY));
            private long done;

            @Override
            public void read(Block block) {
                block.size = (int) Math.min(Block.CAPACITY, extent.scores() - done);
                if (block.size == 0) {
                    return;
                }
                // only a run's last block is short, so all blocks before it have equal distances
                long position = extent.offset() + done / Block.CAPACITY * extent.bytes(Block.CAPACITY);
                fill(bytes.clear().limit(extent.bytes(block.size)), position);
                decode(block, extent, bytes.flip());
                done += block.size;
            }
        };
    }

    private void fill(ByteBuffer bytes, long position) {
        try {
            long start = position;
            while (bytes.hasRemaining()) {
                int read = channel.read(bytes, start);
                if (read < 0) {
                    throw new EOFException("the file of spilled scores is shorter than what was written");
                }
                start += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read spilled scores in " + directory + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove spilled scores in " + directory, e);
        }
    }
}
