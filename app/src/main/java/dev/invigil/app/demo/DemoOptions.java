// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the demo is asked to do.
 *
 * @param frames how many in all, then it ends and counts; empty runs until stopped
 * @param headless no terminal view
 * @param rate frames per second of each camera; 0 as fast as the line takes them
 * @param backbone weights of the encoder; random ones without
 * @param home folder of what is kept between starts
 * @param seed of the parts and their defects
 * @param codeVersion for the bundle's provenance
 */
public record DemoOptions(
        OptionalLong frames,
        boolean headless,
        double rate,
        Optional<Path> backbone,
        Path home,
        long seed,
        String codeVersion) {}
