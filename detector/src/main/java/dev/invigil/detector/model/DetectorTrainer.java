// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.Checkpoints;
import dev.invigil.detector.training.ImageSource;
import dev.invigil.detector.training.Recipe;
import dev.invigil.detector.training.TrainingListener;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** How a family learns from good images: by gradient steps, or by only looking at them. */
public interface DetectorTrainer {
    /** Whether it builds on the encoder that the operator names. If not, bundles do not mention one. */
    boolean usesEncoder();

    /** Whether it learns by gradient steps; if not, it looks at each image once, and a recipe's epochs and rate mean nothing to it. */
    default boolean takesSteps() {
        return true;
    }

    /**
     * Says whether it can build on encoders of this kind, whatever the size of the images.
     *
     * @throws IllegalArgumentException if it cannot, saying which encoders it takes
     */
    default void requireEncoder(Encoder encoder) {}

    /**
     * Says early whether it can build on an encoder.
     *
     * @param preprocessing of the images
     * @throws IllegalArgumentException if it cannot, saying which encoders or sizes it takes
     */
    default void requireEncoder(Encoder encoder, Preprocessing preprocessing) {
        encoder.requireSize(preprocessing.height(), preprocessing.width());
    }

    /**
     * Learns from good images: from the beginning, from the parameters of another detector, or from where a checkpoint ends. On the processor and with the same number of
     * threads, both give the same model.
     *
     * @param images all good, prepared as the setup's preprocessing says
     * @throws IOException if an image cannot be read, the temporary folder has no room, or a checkpoint cannot be written
     * @throws IllegalArgumentException if there is no image, the family cannot take the setup, or the checkpoint or the parameters to
     *     start from belong to another network
     * @throws IllegalStateException if training diverged
     */
    Detector train(Setup setup, ImageSource images, Checkpoints checkpoints, TrainingListener listener)
            throws IOException;

    /**
     * What a training starts from.
     *
     * @param recipe duration and rate; a family without training steps ignores most of it
     * @param preprocessing of the images; goes into the spec
     * @param postprocessing goes into the spec
     * @param encoder frozen or as initial weights, as the family needs it
     * @param device where it is trained
     * @param start parameters of a trained detector of this family, by name, to begin with; empty: drawn by the recipe's seed. A family
     *     without training steps ignores them
     */
    record Setup(
            Recipe recipe,
            Preprocessing preprocessing,
            PostProcessing postprocessing,
            EncoderWeights encoder,
            ComputeDevice device,
            Optional<Map<String, HostTensor>> start) {
        public Setup {
            start = start.map(Map::copyOf);
        }

        /** A training that begins with drawn parameters. */
        public Setup(
                Recipe recipe,
                Preprocessing preprocessing,
                PostProcessing postprocessing,
                EncoderWeights encoder,
                ComputeDevice device) {
            this(recipe, preprocessing, postprocessing, encoder, device, Optional.empty());
        }
    }

    /**
     * An encoder with its weights.
     *
     * @param weights by the names of the encoder's publisher
     */
    record EncoderWeights(Encoder network, Map<String, HostTensor> weights) {
        public EncoderWeights {
            weights = Map.copyOf(weights);
        }
    }
}
