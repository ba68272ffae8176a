// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.family.DetectorFamilies;

/** A child process that needs more heap than it has. */
public final class HungryRunProcess {
    private HungryRunProcess() {}

    public static void main(String[] arguments) {
        DetectorFamilies.register(ToyFamily.TOY);
        RunProcess.main(arguments, new ChildWork() {
            @Override
            public void fit(RunFiles files, RunJob job, Listener listener) {
                int[] larger = new int[Integer.MAX_VALUE / 2];
                listener.progress("large", larger.length, larger.length, "");
            }

            @Override
            public void evaluate(RunFiles files, RunJob job, Listener listener) {}
        });
    }
}
