// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.trainer.child.RunFiles;
import dev.invigil.trainer.gate.GateRules;
import java.io.IOException;

/** The comparison of the two evaluations of a run. */
@FunctionalInterface
public interface GateStep {
    /** Decides, and writes the decision and its page. Decides the same when it is called again. */
    GateSummary decide(RunFiles files, GateRules rules) throws IOException;
}
