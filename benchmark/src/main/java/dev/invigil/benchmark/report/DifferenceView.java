// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.benchmark.report.Comparison.Row;

/** One metric of two models as text. */
record DifferenceView(String metric, Row row) {
    String first() {
        return percent(row.first());
    }

    String second() {
        return percent(row.second());
    }

    boolean isDefined() {
        return !Double.isNaN(row.difference());
    }

    /** Coloured for the better model, where the interval excludes zero. */
    String style() {
        return !row.isClear() ? "" : row.difference() > 0 ? "second" : "first";
    }

    String points() {
        return Figures.points(row.difference());
    }

    /** Why there is no interval; null if there is one, so that no attribute is written. */
    String reason() {
        return row.reason().isEmpty() ? null : row.reason();
    }

    String interval() {
        return row.interval()
                .map(i -> Figures.points(i.low()) + "…" + Figures.points(i.high()))
                .orElse("no interval");
    }

    /** The difference as a sentence. */
    String sentence() {
        if (!isDefined()) {
            return "Not defined for both.";
        }
        return row.interval()
                .map(i -> Figures.format(
                        "Difference %s, 95 %% interval %s to %s: %s.",
                        points(), Figures.points(i.low()), Figures.points(i.high()), verdict()))
                .orElseGet(() -> Figures.format("Difference %s; no interval: %s.", points(), row.reason()));
    }

    private String verdict() {
        return !row.isClear() ? "no significant difference" : row.difference() > 0 ? "B is better" : "A is better";
    }

    private static String percent(double fraction) {
        return Double.isNaN(fraction) ? "n/a" : Figures.percent(fraction);
    }
}
