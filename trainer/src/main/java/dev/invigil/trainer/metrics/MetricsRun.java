// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.metrics;

import dev.invigil.detector.evaluation.Evaluation;
import dev.invigil.detector.evaluation.EvaluationOptions;
import dev.invigil.detector.evaluation.EvaluationResult;
import dev.invigil.detector.evaluation.MetricDefinition;
import dev.invigil.trainer.data.BrokenDataException;

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
