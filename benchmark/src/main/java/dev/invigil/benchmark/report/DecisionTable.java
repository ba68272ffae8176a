// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.detector.decision.Basis;
import java.util.ArrayList;
import java.util.List;

/** What the thresholds do, a row per class and one of all. */
record DecisionTable(List<Row> rows) {

    /**
     * @param index of the class, or -1 of all
     * @param basis what the thresholds rest on, or empty
     * @param parts how many parts calibrated, or empty
     */
    record Row(int index, String name, Tally defective, Tally good, String basis, String parts) {
        boolean isClass() {
            return index >= 0;
        }

        String style() {
            return isClass() ? "" : "mean";
        }
    }

    static DecisionTable of(List<ClassReport> classes) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < classes.size(); i++) {
            ClassReport known = classes.get(i);
            rows.add(new Row(
                    i,
                    known.name(),
                    known.defective(),
                    known.good(),
                    known.threshold()
                            .map(t -> t.basis() instanceof Basis.Provisional ? "provisional" : "calibrated")
                            .orElse("none"),
                    known.threshold().map(t -> t.parts() + " held-out parts").orElse("")));
        }
        if (classes.size() > 1) {
            rows.add(new Row(
                    -1,
                    "all",
                    Tally.sum(classes.stream().map(ClassReport::defective).toList()),
                    Tally.sum(classes.stream().map(ClassReport::good).toList()),
                    "",
                    ""));
        }
        return new DecisionTable(List.copyOf(rows));
    }
}
