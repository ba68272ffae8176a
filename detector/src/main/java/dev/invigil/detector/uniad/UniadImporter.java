// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.uniad;

import dev.invigil.detector.checkpoint.Checkpoint;
import dev.invigil.detector.checkpoint.TensorHeader;
import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.encoder.Encoders;
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

/** Reads a UniAD of the official proportions, trained by a setting's reference, encoder included, under its names. */
final class UniadImporter implements DetectorImporter {
    /** Tokens along an axis when the file does not say. */
    private static final int DEFAULT_TOKENS = 16;

    private static final int MOST_TOKENS = 256;

    private final UniadFamily family;

    UniadImporter(UniadFamily family) {
        this.family = family;
    }

    private record Tokens(int rows, int columns) {
        int height() {
            return rows * UniadFamily.STRIDE;
        }

        int width() {
            return columns * UniadFamily.STRIDE;
        }
    }

    @Override
    public String officialEncoder() {
        return family.setting().encoder();
    }

    @Override
    public void requireEncoder(String architecture) {
        Encoders.known(architecture);
    }

    @Override
    public Imported read(Checkpoint checkpoint, String architecture, boolean strideFirst)
            throws IOException, UnfitWeightsException {
        Encoder encoder = family.setting().levels(Encoders.known(architecture).placing(strideFirst));
        Tokens tokens = tokens(checkpoint, family);
        WeightMatcher fitting = matcher(family, encoder, tokens, checkpoint);
        Map<String, HostTensor> state =
                fitting.load(checkpoint, family.name() + " on " + architecture, hint(checkpoint));
        DetectorSpec spec = new DetectorSpec(
                family.name(),
                Preprocessing.imageNet(tokens.height(), tokens.width()),
                family.postprocessing(),
                UniadShape.of(
                                family.official(encoder, tokens.height(), tokens.width()),
                                encoder,
                                family.setting().optimiser())
                        .write());
        return new Imported(new Detector(family, spec, state), fitting.unfolded());
    }

    /** Whether the file is of another setting. */
    private String hint(Checkpoint checkpoint) {
        for (UniadFamily other : List.of(UniadFamily.UNIAD, UniadFamily.UNIAD_ORIGINAL, UniadFamily.UNIAD_CIFAR10)) {
            Encoder encoder =
                    other.setting().levels(Encoders.known(other.setting().encoder()));
            if (other != family
                    && matcher(other, encoder, tokens(checkpoint, other), checkpoint)
                            .difference()
                            .isNone()) {
                return ", but those of " + other.name() + " on "
                        + other.setting().encoder();
            }
        }
        return "";
    }

    /** The encoder's head and its deeper levels, which a file has all the same, are left out. */
    private static WeightMatcher matcher(UniadFamily family, Encoder encoder, Tokens tokens, Checkpoint checkpoint) {
        Map<String, Parameter> expected = parameters(family, encoder, tokens.height(), tokens.width());
        Map<String, Parameter> whole = encoder.parameters();
        String prefix = family.setting().encoderScope().prefix();
        return new WeightMatcher(expected, checkpoint, name -> {
            String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            return !expected.containsKey(name) && (encoder.leavesOut(bare) || whole.containsKey(bare));
        });
    }

    /** All parameters and buffers for images of this size, under the reference's names. */
    static Map<String, Parameter> parameters(UniadFamily family, Encoder encoder, int height, int width) {
        Uniad uniad = family.official(encoder, height, width);
        List<Term> features =
                encoder.features(new Input("images"), family.setting().encoderScope(), height, width);
        List<Term> outputs = new ArrayList<>(features);
        outputs.add(uniad.rebuild(
                        Uniad.neck(features, uniad.rows(), uniad.columns()),
                        family.setting().scope())
                .map());
        return NetworkState.parameters(outputs);
    }

    /** As the embeddings of rows and columns have it, if they make sense. */
    private static Tokens tokens(Checkpoint checkpoint, UniadFamily family) {
        String position = family.setting().scope().in("pos_embed").prefix();
        return new Tokens(
                length(checkpoint.tensors().get(position + "row_embed.weight")),
                length(checkpoint.tensors().get(position + "col_embed.weight")));
    }

    private static int length(TensorHeader embedding) {
        boolean makesSense = embedding != null
                && embedding.shape().size() == 2
                && embedding.shape().get(0) >= 2
                && embedding.shape().get(0) <= MOST_TOKENS;
        return makesSense ? embedding.shape().get(0) : DEFAULT_TOKENS;
    }
}
