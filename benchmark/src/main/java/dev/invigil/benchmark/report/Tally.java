// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.detector.decision.ClopperPearson;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.Interval;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * What became of parts; of a class that the model does not know, all are 0.
 *
 * @param otherProduct stopped as parts of another product
 */
public record Tally(int passed, int reviewed, int rejected, int otherProduct) {
    private static final Tally NOTHING = new Tally(0, 0, 0, 0);
    static final double CONFIDENCE = 0.95;

    static Tally of(List<DecidedPart> parts, boolean defective) {
        List<Decision> decisions = parts.stream()
                .filter(part -> part.defective() == defective)
                .flatMap(part -> part.decision().stream())
                .toList();
        return new Tally(
                Collections.frequency(decisions, Decision.PASS),
                Collections.frequency(decisions, Decision.REVIEW),
                Collections.frequency(decisions, Decision.REJECT),
                Collections.frequency(decisions, Decision.WRONG_PRODUCT));
    }

    static Tally sum(Collection<Tally> tallies) {
        return tallies.stream()
                .reduce(
                        NOTHING,
                        (a, b) -> new Tally(
                                a.passed + b.passed,
                                a.reviewed + b.reviewed,
                                a.rejected + b.rejected,
                                a.otherProduct + b.otherProduct));
    }

    public int total() {
        return passed + reviewed + rejected + otherProduct;
    }

    /** A share of these parts, as a percentage with one digit. */
    String percent(int count) {
        return Figures.percent((double) count / total());
    }

    /** The interval of a share of these parts, in percent. */
    String percentInterval(int count) {
        return Figures.percent(interval(count).low()) + "–"
                + Figures.percent(interval(count).high());
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
