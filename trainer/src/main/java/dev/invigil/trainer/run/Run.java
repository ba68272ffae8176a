// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The content of {@code run.json}.
 *
 * @param schema version of this layout
 * @param training what is trained, and from what
 * @param stretches the run's pieces of work, one per process, the first first
 * @param result empty until the bundle is written
 */
record Run(int schema, RunDescription training, List<Stretch> stretches, Optional<Result> result) {
    static final int SCHEMA = 1;

    Run {
        stretches = List.copyOf(stretches);
    }

    /**
     * Work of one process.
     *
     * @param started when
     * @param afterStep how many steps had been taken before it
     * @param device where it ran
     * @param codeVersion of Invigil
     */
    record Stretch(Instant started, int afterStep, String device, String codeVersion) {}

    /**
     * What came of the run.
     *
     * @param finished when the bundle was written
     * @param bundle its digest, which names the model in verdicts
     * @param steps taken in all
     * @param seconds of work
     * @param loss of the last epoch, its mean; empty if the detector takes no steps
     */
    record Result(Instant finished, String bundle, int steps, double seconds, OptionalDouble loss) {}

    static Run of(RunDescription training) {
        return new Run(SCHEMA, training, List.of(), Optional.empty());
    }

    Run with(Stretch stretch) {
        List<Stretch> more = new ArrayList<>(stretches);
        more.add(stretch);
        return new Run(schema, training, more, result);
    }

    Run with(Result reached) {
        return new Run(schema, training, stretches, Optional.of(reached));
    }
}
