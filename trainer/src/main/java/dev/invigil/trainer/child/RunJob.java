// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import dev.invigil.detector.decision.FalseRejectRates;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the child process is to do: written once for each run, so that a resumed run is the same although the configuration has changed.
 *
 * @param name of the model
 * @param version of the model: the run's id
 * @param snapshot digest of the training set
 * @param golden the golden data set
 * @param work the trainer's folder, which has the snapshot and the images of its frames
 * @param recipe how it is trained
 * @param rates of good parts that may be rejected and reviewed
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 * @param threads of the engine
 * @param active bundle of the model that was active when the run began: what the candidate is compared with, and may start from; empty when
 *     no model was active
 * @param codeVersion of Invigil
 */
public record RunJob(
        String name,
        String version,
        String snapshot,
        Path golden,
        Path work,
        FitRecipe recipe,
        FalseRejectRates rates,
        String device,
        int threads,
        Optional<Path> active,
        String codeVersion) {}
