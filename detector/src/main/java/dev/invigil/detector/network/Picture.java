// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.network;

import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.util.List;

/** From the bytes of RGB pictures to what an ImageNet encoder reads. */
public final class Picture {
    private static final HostTensor MEAN = HostTensor.of(new float[] {0.485f, 0.456f, 0.406f}, 1, 3, 1, 1);
    private static final HostTensor DEVIATION = HostTensor.of(new float[] {0.229f, 0.224f, 0.225f}, 1, 3, 1, 1);

    private static final int CHANNELS = 3;

    private Picture() {}

    /** The bytes of a picture: rows from the top, RGB. */
    public static int bytes(int size) {
        return Math.multiplyExact(Math.multiplyExact(size, size), CHANNELS);
    }

    /**
     * Pictures side by side, N,size,size,3 bytes.
     *
     * @throws IllegalArgumentException if there is none, or one has another number of bytes
     */
    public static HostTensor batch(int size, List<byte[]> pictures) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("a batch needs a picture");
        }
        ByteBuffer data = ByteBuffer.allocateDirect(Math.multiplyExact(pictures.size(), bytes(size)));
        for (byte[] picture : pictures) {
            if (picture.length != bytes(size)) {
                throw new IllegalArgumentException(
                        "a picture of %d x %d has %d bytes, not %d".formatted(size, size, bytes(size), picture.length));
            }
            data.put(picture);
        }
        return new HostTensor(ElementType.U8, List.of(pictures.size(), size, size, CHANNELS), data.flip());
    }

    /** Describes N,3,H,W floats, {@code (x / 255 - mean) / std}, from {@code pictures} in N,H,W,3 bytes. */
    public static Term normalise(Term pictures) {
        return pictures.permute(0, 3, 1, 2)
                .toFloat32()
                .dividedBy(255)
                .minus(new Constant(MEAN))
                .dividedBy(new Constant(DEVIATION));
    }
}
