// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.metric.Evaluation;
import dev.invigil.benchmark.metric.EvaluationOptions;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.MetricDefinition;

/** What {@code invigil metrics} does between reading its arguments and printing. */
public final class MetricsRun {
    private MetricsRun() {}

    /**
     * @param eachImage called after each image, from any thread: for a progress bar over {@link MapSource#images()}
     * @throws BrokenDataException listing all maps and masks that cannot be used
     */
    public static EvaluationResult evaluate(
            MapSource source, MetricDefinition definition, EvaluationOptions options, Runnable eachImage)
            throws BrokenDataException {
        try (Evaluation evaluation = Evaluation.of(source.classes(), options)) {
            source.feed(evaluation, eachImage);
            return evaluation.result(definition);
        }
    }
}
