// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import dev.invigil.detector.tensor.HostTensor;
import java.util.List;

/** Runs a program once; the engine is behind it. */
@FunctionalInterface
public interface Evaluator {
    /** Loads the archive, calls its method {@code forward} without arguments, and returns its list of results. */
    List<HostTensor> evaluate(Archive archive);
}
