// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.importing;

import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.checkpoint.TensorHeader;
import dev.invigil.detector.network.Input;
import dev.invigil.detector.network.Invad;
import dev.invigil.detector.network.InvadModel;
import dev.invigil.detector.network.NetworkState;
import dev.invigil.detector.network.Parameter;
import dev.invigil.detector.network.ResNet;
import dev.invigil.detector.network.Term;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.InvadVariant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * An InvAD trained by the reference code, encoder included, under its names.
 *
 * @param variant which of the two
 * @param architecture of its encoder, a name in {@link ResNet#KNOWN}
 * @param model ready to score
 * @param unfolded how many batch norms of the encoder had been folded into their convolutions and are norms again
 */
public record ImportedDetector(InvadVariant variant, String architecture, InvadModel model, int unfolded) {
    /** Where the picture's size shows: a constant of a sixteenth of it. */
    private static final String CONSTANT = "net_decoder.input.input";

    private static final int OFFICIAL_CONSTANT_SIZE = 16;
    private static final int LARGEST_CONSTANT_SIZE = 256;
    private static final int STRIDE = 16;
    private static final Predicate<String> UNUSED =
            Pattern.compile("net_encoder\\.(layer4|fc)\\..*").asMatchPredicate();

    /**
     * Reads a detector of the official proportions.
     *
     * @param architecture of the encoder, a name in {@link ResNet#KNOWN}
     * @param strideFirst whether the encoder is a ResNet v1, see {@link ResNet#strideFirst}
     * @throws UnfitWeightsException listing all tensors that do not fit
     * @throws IllegalArgumentException as {@link ImportedBackbone#read}
     */
    public static ImportedDetector read(
            Checkpoint checkpoint, InvadVariant variant, String architecture, boolean strideFirst)
            throws IOException, UnfitWeightsException {
        ResNet encoder = ResNet.known(architecture).placing(strideFirst);
        Fitting fitting =
                new Fitting(parameters(variant, encoder, constantSize(checkpoint) * STRIDE), checkpoint, UNUSED);
        String network = variant.label() + " on " + architecture;
        Map<String, HostTensor> state = fitting.load(checkpoint, network, hint(checkpoint, variant));
        return new ImportedDetector(variant, architecture, new InvadModel(state, strideFirst), fitting.unfolded());
    }

    /** Whether the file is the other official detector. */
    private static String hint(Checkpoint checkpoint, InvadVariant variant) {
        for (InvadVariant other : InvadVariant.values()) {
            ResNet encoder = ResNet.known(other.encoder());
            Map<String, Parameter> expected = parameters(other, encoder, constantSize(checkpoint) * STRIDE);
            if (other != variant
                    && new Fitting(expected, checkpoint, UNUSED).difference().isNone()) {
                return ", but those of " + other.label() + " on " + other.encoder();
            }
        }
        return "";
    }

    /** All parameters and buffers of a detector under the reference's names. */
    static Map<String, Parameter> parameters(InvadVariant variant, ResNet encoder, int pictureSize) {
        Invad invad = Invad.official(encoder.channels(), variant.layers(), pictureSize);
        List<Term> features =
                encoder.describe(new Input("pictures"), Invad.ENCODER).layers();
        List<Term> outputs = new ArrayList<>(features);
        outputs.addAll(invad.decode(invad.fuse(features)));
        return NetworkState.parameters(outputs);
    }

    /** As the file has it, if it has one that makes sense. */
    private static int constantSize(Checkpoint checkpoint) {
        TensorHeader constant = checkpoint.tensors().get(CONSTANT);
        boolean isSquare = constant != null
                && constant.shape().size() == 4
                && constant.shape().get(2).equals(constant.shape().get(3))
                && constant.shape().get(2) > 0
                && constant.shape().get(2) <= LARGEST_CONSTANT_SIZE;
        return isSquare ? constant.shape().get(2) : OFFICIAL_CONSTANT_SIZE;
    }
}
