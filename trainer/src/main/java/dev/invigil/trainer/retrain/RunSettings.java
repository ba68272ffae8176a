// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.kit.config.DataSize;
import dev.invigil.trainer.child.ChildSettings;
import dev.invigil.trainer.child.FitRecipe;
import dev.invigil.trainer.gate.GateRules;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What runs do.
 *
 * @param name of the models
 * @param golden the golden data set
 * @param work the trainer's folder
 * @param recipe how models are trained
 * @param rates of good parts that may be rejected and reviewed
 * @param device on which they are trained and evaluated
 * @param threads of the engine in the child process
 * @param gate what a candidate must show
 * @param promotion who promotes it
 * @param shadow whether it scores live frames before
 * @param child how the child process is started
 * @param minFreeSpace on the disk of {@code work}, below which no run begins
 * @param patience how long the bundle store or the broker may be away before a run fails
 * @param codeVersion of Invigil
 */
public record RunSettings(
        String name,
        Path golden,
        Path work,
        FitRecipe recipe,
        FalseRejectRates rates,
        String device,
        int threads,
        GateRules gate,
        Promotion promotion,
        ShadowRules shadow,
        ChildSettings child,
        DataSize minFreeSpace,
        Duration patience,
        String codeVersion) {}
