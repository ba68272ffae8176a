// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.ResizeFilter;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.SampleRange;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One record of a CIFAR-10 batch file: a label byte, then the planes red, green and blue of 32 x 32 bytes each. The protocol enlarges it
 * by Lanczos.
 *
 * @param file the batch
 * @param index of the record in it, from 0
 */
public record CifarRecord(Path file, int index) implements Picture {
    static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    /** Bytes of a record. */
    static final int BYTES = 1 + RgbImage.CHANNELS * PLANE;

    @Override
    public byte[] bytes() throws IOException {
        ByteBuffer record = ByteBuffer.allocate(BYTES);
        try (FileChannel batch = FileChannel.open(file)) {
            long start = (long) index * BYTES;
            while (record.hasRemaining()) {
                if (batch.read(record, start + record.position()) < 0) {
                    throw new EOFException(this + ": the batch ends before it");
                }
            }
        }
        return record.array();
    }

    @Override
    public RgbImage decode(ImageDecoder decoder) throws IOException {
        byte[] planes = bytes();
        byte[] rgb = new byte[RgbImage.CHANNELS * PLANE];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = planes[1 + i % RgbImage.CHANNELS * PLANE + i / RgbImage.CHANNELS];
        }
        return new RgbImage(SIDE, SIDE, rgb);
    }

    @Override
    public Optional<SampleRange> range(ImageDecoder decoder) {
        return Optional.empty();
    }

    @Override
    public ResizeFilter resize() {
        return ResizeFilter.LANCZOS;
    }

    @Override
    public String toString() {
        return file + "#" + index;
    }
}
