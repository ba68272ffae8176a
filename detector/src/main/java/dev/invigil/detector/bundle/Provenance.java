// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.tensor.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a model comes from: with the same of all these but the evaluations, training gives the same model on the CPU.
 *
 * @param dataDigest over the digests of all good parts' files, see {@link Sha256#ofAll}
 * @param seed of the split, the initial weights and the order of training
 * @param recipe how it was trained
 * @param backbone where the encoder's weights come from; empty if the detector has no encoder that the operator chose
 * @param codeVersion of Invigil
 * @param environment where it was made; empty in bundles of schemas 1 to 3
 * @param evaluations what was measured since, the oldest first; may be empty
 * @param startedFrom digest of the bundle whose network the training began with, or whose memory was changed; empty if the training began with
 *     drawn parameters
 */
public record Provenance(
        String dataDigest,
        long seed,
        Recipe recipe,
        Optional<Backbone> backbone,
        String codeVersion,
        Optional<Environment> environment,
        List<Evaluation> evaluations,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> startedFrom) {
    /** Of a training that began with drawn parameters. */
    public Provenance(
            String dataDigest,
            long seed,
            Recipe recipe,
            Optional<Backbone> backbone,
            String codeVersion,
            Optional<Environment> environment,
            List<Evaluation> evaluations) {
        this(dataDigest, seed, recipe, backbone, codeVersion, environment, evaluations, Optional.empty());
    }

    public Provenance {
        Objects.requireNonNull(recipe, "recipe");
        Objects.requireNonNull(backbone, "backbone");
        Objects.requireNonNull(codeVersion, "codeVersion");
        Objects.requireNonNull(environment, "environment");
        evaluations = List.copyOf(evaluations);
        if (!Sha256.isDigest(dataDigest)) {
            throw new IllegalArgumentException("not a SHA-256 digest: " + dataDigest);
        }
        if (startedFrom.isPresent() && !Sha256.isDigest(startedFrom.get())) {
            throw new IllegalArgumentException("not a SHA-256 digest: " + startedFrom.get());
        }
    }

    /** Whether the encoder's weights were drawn and never trained. */
    public boolean hasRandomEncoder() {
        return backbone.map(Backbone::random).orElse(false);
    }

    /** The same with one more measurement. */
    public Provenance with(Evaluation evaluation) {
        List<Evaluation> more = new ArrayList<>(evaluations);
        more.add(evaluation);
        return new Provenance(dataDigest, seed, recipe, backbone, codeVersion, environment, more, startedFrom);
    }

    /** The same of a training that began with the network of a bundle. */
    public Provenance startedFrom(String bundle) {
        return new Provenance(
                dataDigest, seed, recipe, backbone, codeVersion, environment, evaluations, Optional.of(bundle));
    }

    /**
     * How it was trained.
     *
     * @param epochs passes over the training parts; 0 if there were no training steps, and then batch and rate are 0, too
     * @param batch images per step
     * @param learningRate of Adam, before the schedule lowers it
     * @param calibrationShare of the good parts, held out for thresholds
     * @param precision of the convolutions in training
     */
    public record Recipe(int epochs, int batch, double learningRate, double calibrationShare, Precision precision) {
        public Recipe {
            Objects.requireNonNull(precision, "precision");
        }

        /** Of a detector that takes no training steps, or none here. */
        public static Recipe withoutSteps(double calibrationShare) {
            return new Recipe(0, 0, 0, calibrationShare, Precision.FLOAT32);
        }
    }

    /**
     * Where the encoder's weights come from.
     *
     * @param file its name, without folders; {@code random} when they were drawn
     * @param sha256 of the file, or of the drawn weights
     * @param random whether they were drawn and never trained
     */
    public record Backbone(String file, String sha256, boolean random) {
        public Backbone {
            Objects.requireNonNull(file, "file");
            if (!Sha256.isDigest(sha256)) {
                throw new IllegalArgumentException("not a SHA-256 digest: " + sha256);
            }
        }
    }
}
