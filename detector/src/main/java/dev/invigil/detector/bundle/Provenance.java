// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.program.Precision;
import dev.invigil.detector.tensor.Sha256;
import java.util.Objects;

/**
 * Where a model comes from: with the same of all these, training gives the same model on the CPU.
 *
 * @param dataDigest over the digests of all good parts' files, see {@link Sha256#ofAll}
 * @param seed of the split, the initial weights and the order of training
 * @param recipe how it was trained
 * @param backbone where the encoder's weights come from
 * @param codeVersion of Invigil
 */
public record Provenance(String dataDigest, long seed, Recipe recipe, Backbone backbone, String codeVersion) {
    public Provenance {
        Objects.requireNonNull(recipe, "recipe");
        Objects.requireNonNull(backbone, "backbone");
        Objects.requireNonNull(codeVersion, "codeVersion");
        if (!Sha256.isDigest(dataDigest)) {
            throw new IllegalArgumentException("not a SHA-256 digest: " + dataDigest);
        }
    }

    /**
     * How it was trained.
     *
     * @param epochs passes over the training parts
     * @param batch pictures per step
     * @param learningRate of Adam, before the schedule lowers it
     * @param calibrationShare of the good parts, held out for thresholds
     * @param precision of the convolutions in training
     */
    public record Recipe(int epochs, int batch, double learningRate, double calibrationShare, Precision precision) {
        public Recipe {
            Objects.requireNonNull(precision, "precision");
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
