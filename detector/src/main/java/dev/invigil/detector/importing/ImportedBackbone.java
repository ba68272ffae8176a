// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.importing;

import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A ResNet out of torchvision's, timm's or anybody's file under their common names, cut after its third layer.
 *
 * @param network its shape
 * @param weights all of its parameters, real numbers as float32
 * @param dropped tensors of the file behind the third layer
 * @param unfolded how many batch norms had been folded into their convolutions and are norms again
 */
public record ImportedBackbone(ResNet network, Map<String, HostTensor> weights, List<String> dropped, int unfolded) {
    /** Fourth layer and classifier, which no detector uses. */
    private static final Predicate<String> UNUSED =
            Pattern.compile("(layer4|fc)\\..*").asMatchPredicate();

    public ImportedBackbone {
        weights = Map.copyOf(weights);
        dropped = List.copyOf(dropped);
    }

    /**
     * Reads the weights of a known architecture.
     *
     * @param architecture a name in {@link ResNet#KNOWN}
     * @param strideFirst whether it is a ResNet v1, see {@link ResNet#strideFirst}
     * @throws UnfitWeightsException listing all tensors that do not fit it
     * @throws IllegalArgumentException if the architecture is not known, or has no bottlenecks and strides in them are asked for
     */
    public static ImportedBackbone read(Checkpoint checkpoint, String architecture, boolean strideFirst)
            throws IOException, UnfitWeightsException {
        ResNet network = ResNet.known(architecture).placing(strideFirst);
        WeightMatcher fitting = new WeightMatcher(parameters(network), checkpoint, UNUSED);
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

    private static Map<String, Parameter> parameters(ResNet network) {
        return NetworkState.parameters(
                network.describe(new Input("picture"), Scope.ROOT).layers());
    }

    /** Which other architecture the file fits, if one. */
    private static String hint(Checkpoint checkpoint, String architecture) {
        return fitting(checkpoint)
                .filter(other -> !other.equals(architecture))
                .map(other -> ", but those of " + other)
                .orElse("");
    }

    private static Optional<String> fitting(Checkpoint checkpoint) {
        return ResNet.KNOWN.entrySet().stream()
                .filter(known -> new WeightMatcher(parameters(known.getValue()), checkpoint, UNUSED)
                        .difference()
                        .isNone())
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
