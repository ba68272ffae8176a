// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Options of the demo.
 *
 * @param frames how many in all, then it ends and counts; empty runs until stopped
 * @param headless no terminal view
 * @param rate frames per second of each camera; 0 as fast as the line takes them
 * @param backbone the encoder, as {@link dev.invigil.trainer.train.TrainingEncoder#named} takes it
 * @param home folder of what is kept between starts
 * @param scenario what happens on the line
 * @param seed of the parts and their defects
 * @param codeVersion for the bundle's provenance
 */
public record DemoOptions(
        OptionalLong frames,
        boolean headless,
        double rate,
        String backbone,
        Path home,
        Scenario scenario,
        long seed,
        String codeVersion) {}
