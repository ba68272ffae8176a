// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.importing.UnfitWeightsException;
import java.io.IOException;

/** How a family reads checkpoints that other programs wrote. */
public interface DetectorImporter {
    /** The encoder of the publication. */
    String officialEncoder();

    /**
     * Says whether it can read a detector on this encoder.
     *
     * @throws IllegalArgumentException naming the known encoders
     */
    void requireEncoder(String architecture);

    /**
     * Reads a detector.
     *
     * @param architecture name of its encoder
     * @param strideFirst whether the encoder is a ResNet v1, see {@link dev.invigil.detector.encoder.ResNet#strideFirst}
     * @throws UnfitWeightsException listing all tensors that do not fit
     * @throws IllegalArgumentException if the architecture is unknown, or has no bottlenecks and strides in them are asked for
     */
    Imported read(Checkpoint checkpoint, String architecture, boolean strideFirst)
            throws IOException, UnfitWeightsException;

    /**
     * A detector from a checkpoint.
     *
     * @param unfolded how many batch norms had been folded into their convolutions and are norms again
     */
    record Imported(Detector detector, int unfolded) {}
}
