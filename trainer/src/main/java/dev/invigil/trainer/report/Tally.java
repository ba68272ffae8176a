// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.report;

import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.evaluation.ClopperPearson;
import dev.invigil.detector.evaluation.Interval;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** How many parts were passed, reviewed and rejected; of a class that the model does not know, none. */
public record Tally(int passed, int reviewed, int rejected) {
    static final double CONFIDENCE = 0.95;

    static Tally of(List<JudgedPart> parts, boolean defective) {
        List<Decision> decisions = parts.stream()
                .filter(part -> part.defective() == defective)
                .flatMap(part -> part.decision().stream())
                .toList();
        return new Tally(
                Collections.frequency(decisions, Decision.PASS),
                Collections.frequency(decisions, Decision.REVIEW),
                Collections.frequency(decisions, Decision.REJECT));
    }

    static Tally sum(Collection<Tally> tallies) {
        return tallies.stream()
                .reduce(
                        new Tally(0, 0, 0),
                        (a, b) -> new Tally(a.passed + b.passed, a.reviewed + b.reviewed, a.rejected + b.rejected));
    }

    public int total() {
        return passed + reviewed + rejected;
    }

    /**
     * The exact 95 % interval of a share of these parts.
     *
     * @throws IllegalArgumentException if there is no part
     */
    Interval interval(int count) {
        return ClopperPearson.of(count, total(), CONFIDENCE);
    }
}
