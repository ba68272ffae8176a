// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.benchmark.metric.SignTest;
import dev.invigil.benchmark.report.Comparison.PairedClass;
import dev.invigil.benchmark.report.Comparison.PairedPart;
import dev.invigil.detector.decision.Decision;
import java.util.List;

/**
 * How often two models made one kind of mistake on the same parts.
 *
 * @param parts for which this mistake is possible
 * @param first mistakes of the first model
 * @param second mistakes of the second
 * @param corrected made by the first only
 * @param added made by the second only
 */
record Mistake(int parts, int first, int second, int corrected, int added) {

    /** @param defective escapes, else false rejects; of classes that both models know */
    static Mistake of(List<PairedClass> classes, boolean defective) {
        Decision wrong = defective ? Decision.PASS : Decision.REJECT;
        int[] counts = new int[5];
        for (PairedClass known : classes) {
            for (PairedPart pair : known.isDecidedByBoth() ? known.parts() : List.<PairedPart>of()) {
                if (pair.first().defective() == defective) {
                    boolean before = pair.first().decision().orElseThrow() == wrong;
                    boolean after = pair.second().decision().orElseThrow() == wrong;
                    counts[0]++;
                    counts[1] += before ? 1 : 0;
                    counts[2] += after ? 1 : 0;
                    counts[3] += before && !after ? 1 : 0;
                    counts[4] += after && !before ? 1 : 0;
                }
            }
        }
        return new Mistake(counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    /** What the pairs say, as a sentence. */
    String verdict() {
        if (first + second == 0) {
            return "Neither model makes this mistake.";
        }
        if (corrected + added == 0) {
            return "Both models make this mistake with the same parts.";
        }
        double chance = SignTest.probability(corrected, added);
        return Figures.format(
                "B corrects %d and adds %d. If both models were equally good, a difference of at least this size would occur by chance in %s of all cases"
                        + " (exact sign test)%s.",
                corrected,
                added,
                chance < 0.001 ? "less than 0.1 %" : Figures.format("%.1f %%", 100 * chance),
                chance < 0.05 ? "" : ": no significant difference");
    }
}
