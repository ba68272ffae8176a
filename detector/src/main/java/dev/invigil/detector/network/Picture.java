// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.network;

import dev.invigil.detector.tensor.HostTensor;

/** From the bytes of RGB pictures to what an ImageNet encoder reads. */
public final class Picture {
    private static final HostTensor MEAN = HostTensor.of(new float[] {0.485f, 0.456f, 0.406f}, 1, 3, 1, 1);
    private static final HostTensor DEVIATION = HostTensor.of(new float[] {0.229f, 0.224f, 0.225f}, 1, 3, 1, 1);

    private Picture() {}

    /** Describes N,3,H,W floats, {@code (x / 255 - mean) / std}, from {@code pictures} in N,H,W,3 bytes. */
    public static Term normalise(Term pictures) {
        return pictures.permute(0, 3, 1, 2)
                .toFloat32()
                .dividedBy(255)
                .minus(new Constant(MEAN))
                .dividedBy(new Constant(DEVIATION));
    }
}
