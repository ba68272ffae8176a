// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The encoder's features of all images, in a temporary file that vanishes when this is closed. The heap holds none of them: what the
 * system does not keep cached is read from the disk.
 */
public final class FeatureCache implements AutoCloseable {
    private final FileChannel file;
    private final List<List<Integer>> shapes;
    private final List<ByteBuffer> batch;
    private final int recordBytes;

    /**
     * @param shapes C,H,W of each level
     * @param pictures how many there will be
     * @param batchSize how many are read at once, at most
     * @throws IOException if the temporary folder has no room for them
     */
    public FeatureCache(List<List<Integer>> shapes, int pictures, int batchSize) throws IOException {
        this.shapes = List.copyOf(shapes);
        this.batch = shapes.stream()
                .map(shape -> ByteBuffer.allocateDirect(Math.multiplyExact(bytes(shape), batchSize))
                        .order(ByteOrder.LITTLE_ENDIAN))
                .toList();
        this.recordBytes = shapes.stream().mapToInt(FeatureCache::bytes).sum();
        Path path = Files.createTempFile("invigil-features", ".bin");
        this.file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        long needed = (long) recordBytes * pictures;
        long free = Files.getFileStore(path.getParent()).getUsableSpace();
        if (free < needed) {
            file.close();
            throw new IOException(
                    "the encoder's features need %d MB in %s, which has %d MB free: name a larger folder with -Djava.io.tmpdir"
                            .formatted(needed >> 20, path.getParent(), free >> 20));
        }
    }

    private static int bytes(List<Integer> shape) {
        return shape.stream().reduce(ElementType.F32.bytes(), Math::multiplyExact);
    }

    /** Keeps the features of consecutive images, N,C,H,W per level. */
    public void put(int firstPicture, List<HostTensor> features) throws IOException {
        for (int i = 0; i < features.get(0).size(0); i++) {
            long position = (long) (firstPicture + i) * recordBytes;
            for (HostTensor level : features) {
                ByteBuffer part = level.part(i).data();
                while (part.hasRemaining()) {
                    position += file.write(part, position);
                }
            }
        }
    }

    /**
     * The features of these images, N,C,H,W per level.
     *
     * @return tensors that the next call overwrites
     */
    public List<HostTensor> get(int[] pictures) throws IOException {
        batch.forEach(ByteBuffer::clear);
        for (int picture : pictures) {
            long position = (long) picture * recordBytes;
            for (int level = 0; level < shapes.size(); level++) {
                ByteBuffer target = batch.get(level);
                ByteBuffer part = target.slice(target.position(), bytes(shapes.get(level)));
                target.position(target.position() + part.remaining());
                while (part.hasRemaining()) {
                    position += file.read(part, position);
                }
            }
        }
        List<HostTensor> features = new ArrayList<>();
        for (int level = 0; level < shapes.size(); level++) {
            List<Integer> shape = new ArrayList<>(List.of(pictures.length));
            shape.addAll(shapes.get(level));
            features.add(new HostTensor(ElementType.F32, shape, batch.get(level).flip()));
        }
        return features;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
