// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.kit.lifecycle.Lifecycle;
import java.util.List;
import java.util.function.Supplier;

/** How a demo with a number of frames ended. */
sealed interface Ending {
    /** The exit code that shells give a process that Ctrl-C ended. */
    int INTERRUPTED = 130;

    /** All frames were sent, and their verdicts were counted. */
    record Counted(Ledger ledger) implements Ending {
        @Override
        public List<String> report() {
            return ledger.report();
        }

        @Override
        public int exitCode() {
            return ledger.balances() ? 0 : 1;
        }
    }

    /**
     * The operator stopped the demo. Frames without a verdict are expected then, so that nothing is judged.
     *
     * @param verdicts how many there were
     * @param frames how many were asked for
     */
    record Stopped(long verdicts, long frames) implements Ending {
        @Override
        public List<String> report() {
            return List.of("stopped after " + verdicts + " of " + frames + " frames");
        }

        @Override
        public int exitCode() {
            return INTERRUPTED;
        }
    }

    /** A service failed. The counts are as in {@link Stopped}. */
    record Failed(int exitCode, long verdicts, long frames) implements Ending {
        @Override
        public List<String> report() {
            return List.of("ended by a failure after " + verdicts + " of " + frames + " frames");
        }
    }

    /**
     * Counts while the services run. They can also be stopped during the counting.
     *
     * @param verdicts how many there are
     * @param frames how many were asked for
     * @param count reads the topics
     */
    static Ending of(Lifecycle lifecycle, long verdicts, long frames, Supplier<Ledger> count) {
        if (lifecycle.state() == Lifecycle.State.STARTED) {
            Ledger ledger = count.get();
            if (ledger.balances() || lifecycle.state() == Lifecycle.State.STARTED) {
                return new Counted(ledger);
            }
        }
        return lifecycle.failure().isPresent()
                ? new Failed(lifecycle.exitCode(), verdicts, frames)
                : new Stopped(verdicts, frames);
    }

    /** Lines for the operator. */
    List<String> report();

    /** The exit code of the demo. A process that a signal ends has the signal's. */
    int exitCode();
}
