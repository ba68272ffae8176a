// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import dev.invigil.benchmark.metric.EvaluationResult;

/** How a result is written. All but {@link #JSON} and {@link #CSV} are for people: percent, one decimal. */
public enum MetricsFormat {
    TABLE,
    JSON,
    CSV,
    MD;

    /** The whole text, ending with a line break. */
    public String render(EvaluationResult result) {
        return switch (this) {
            case TABLE -> MetricsTable.of(result).plain();
            case MD -> MetricsTable.of(result).markdown();
            case JSON -> MetricsJson.of(result);
            case CSV -> MetricsCsv.of(result);
        };
    }
}
