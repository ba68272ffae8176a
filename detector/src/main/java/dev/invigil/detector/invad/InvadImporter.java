// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.checkpoint.TensorHeader;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.importing.UnfitWeightsException;
import dev.invigil.detector.importing.WeightMatcher;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorImporter;
import dev.invigil.detector.model.DetectorSpec;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads an InvAD of the official proportions, trained by the reference code, encoder included, under its names. */
final class InvadImporter implements DetectorImporter {
    /** Where the image size shows: a constant of a sixteenth of it. */
    private static final String CONSTANT = "net_decoder.input.input";

    private static final Constant OFFICIAL_CONSTANT = new Constant(16, 16);
    private static final int LARGEST_CONSTANT_SIDE = 256;
    private static final Predicate<String> UNUSED =
            Pattern.compile("net_encoder\\.(layer4|fc)\\..*").asMatchPredicate();

    private final InvadFamily family;

    InvadImporter(InvadFamily family) {
        this.family = family;
    }

    private record Constant(int height, int width) {}

    @Override
    public String officialEncoder() {
        return family.officialEncoder();
    }

    @Override
    public void requireEncoder(String architecture) {
        ResNet.known(architecture);
    }

    @Override
    public Imported read(Checkpoint checkpoint, String architecture, boolean strideFirst)
            throws IOException, UnfitWeightsException {
        ResNet encoder = ResNet.known(architecture).placing(strideFirst);
        Constant constant = constant(checkpoint);
        WeightMatcher fitting = new WeightMatcher(parameters(family, encoder, constant), checkpoint, UNUSED);
        String network = family.name() + " on " + architecture;
        Map<String, HostTensor> state = fitting.load(checkpoint, network, hint(checkpoint));
        DetectorSpec spec = new DetectorSpec(
                family.name(),
                Preprocessing.imageNet(constant.height * Invad.STRIDE, constant.width * Invad.STRIDE),
                family.postprocessing(),
                InvadShape.of(invad(family, encoder, constant), encoder, family.lossFactor())
                        .write());
        return new Imported(new Detector(family, spec, state), fitting.unfolded());
    }

    /** Whether the file is the other official detector. */
    private String hint(Checkpoint checkpoint) {
        for (InvadFamily other : List.of(InvadFamily.INVAD, InvadFamily.INVAD_LITE)) {
            Map<String, Parameter> expected =
                    parameters(other, ResNet.known(other.officialEncoder()), constant(checkpoint));
            if (other != family
                    && new WeightMatcher(expected, checkpoint, UNUSED)
                            .difference()
                            .isNone()) {
                return ", but those of " + other.name() + " on " + other.officialEncoder();
            }
        }
        return "";
    }

    /** All parameters and buffers of a detector for square images, under the reference's names. */
    static Map<String, Parameter> parameters(InvadFamily family, ResNet encoder, int side) {
        return parameters(family, encoder, new Constant(side / Invad.STRIDE, side / Invad.STRIDE));
    }

    private static Map<String, Parameter> parameters(InvadFamily family, ResNet encoder, Constant constant) {
        Invad invad = invad(family, encoder, constant);
        List<Term> features =
                encoder.describe(new Input("images"), InvadFamily.ENCODER).layers();
        List<Term> outputs = new ArrayList<>(features);
        outputs.addAll(invad.decode(invad.fuse(features)));
        return NetworkState.parameters(outputs);
    }

    private static Invad invad(InvadFamily family, ResNet encoder, Constant constant) {
        return Invad.official(
                encoder.channels(), family.layers(), constant.height * Invad.STRIDE, constant.width * Invad.STRIDE);
    }

    /** As the file has it, if it has one that makes sense. */
    private static Constant constant(Checkpoint checkpoint) {
        TensorHeader constant = checkpoint.tensors().get(CONSTANT);
        boolean makesSense = constant != null
                && constant.shape().size() == 4
                && isSide(constant.shape().get(2))
                && isSide(constant.shape().get(3));
        return makesSense
                ? new Constant(constant.shape().get(2), constant.shape().get(3))
                : OFFICIAL_CONSTANT;
    }

    private static boolean isSide(int pixels) {
        return pixels >= 2 && pixels <= LARGEST_CONSTANT_SIDE;
    }
}
