// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.importing;

import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.encoder.Encoders;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An encoder out of its publisher's or anybody's file under the common names, without the parts that no detector uses.
 *
 * @param network its shape
 * @param weights all of its parameters, real numbers as float32
 * @param dropped tensors of the file that the network goes without
 * @param unfolded how many batch norms had been folded into their convolutions and are norms again
 */
public record ImportedBackbone(Encoder network, Map<String, HostTensor> weights, List<String> dropped, int unfolded) {
    public ImportedBackbone {
        weights = Map.copyOf(weights);
        dropped = List.copyOf(dropped);
    }

    /**
     * Reads the weights of a known architecture.
     *
     * @param architecture a name in {@link Encoders#names}
     * @param strideFirst whether it is a ResNet v1, see {@link dev.invigil.detector.encoder.ResNet#strideFirst}
     * @throws UnfitWeightsException listing all tensors that do not fit it
     * @throws IllegalArgumentException if the architecture is not known, or has no bottlenecks and strides in them are asked for
     */
    public static ImportedBackbone read(Checkpoint checkpoint, String architecture, boolean strideFirst)
            throws IOException, UnfitWeightsException {
        Encoder network = Encoders.known(architecture).placing(strideFirst);
        WeightMatcher fitting = new WeightMatcher(network.parameters(), checkpoint, network::leavesOut);
        Map<String, HostTensor> weights = fitting.load(checkpoint, architecture, hint(checkpoint, architecture));
        return new ImportedBackbone(network, weights, fitting.dropped(), fitting.unfolded());
    }

    /**
     * Reads the weights of whichever known architecture they are; empty if they are of none.
     *
     * @param strideFirst as in {@link #read}
     */
    public static Optional<ImportedBackbone> recognise(Checkpoint checkpoint, boolean strideFirst)
            throws IOException, UnfitWeightsException {
        Optional<String> architecture = fitting(checkpoint);
        return architecture.isPresent()
                ? Optional.of(read(checkpoint, architecture.get(), strideFirst))
                : Optional.empty();
    }

    /** Which other architecture the file fits, if one. */
    private static String hint(Checkpoint checkpoint, String architecture) {
        return fitting(checkpoint)
                .filter(other -> !other.equals(architecture))
                .map(other -> ", but those of " + other)
                .orElse("");
    }

    private static Optional<String> fitting(Checkpoint checkpoint) {
        return Encoders.all().entrySet().stream()
                .filter(known -> new WeightMatcher(
                                known.getValue().parameters(), checkpoint, known.getValue()::leavesOut)
                        .difference()
                        .isNone())
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
