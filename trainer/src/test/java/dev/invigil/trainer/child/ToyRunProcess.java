// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.family.DetectorFamilies;

/** The child process of a run, with a detector that is trained at once. */
public final class ToyRunProcess {
    private ToyRunProcess() {}

    public static void main(String[] arguments) {
        DetectorFamilies.register(ToyFamily.TOY);
        RunProcess.main(arguments, new FitAndEvaluate());
    }
}
