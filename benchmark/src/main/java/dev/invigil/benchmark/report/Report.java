// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.Resamples;
import dev.invigil.detector.bundle.ModelDescription;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that a report shows.
 *
 * @param subject what was evaluated with what
 * @param result the metrics, in one definition
 * @param classes in the order of the result
 * @param published figures of the papers in the same definition
 */
public record Report(
        Subject subject, EvaluationResult result, List<ClassReport> classes, Optional<Published> published) {
    public Report {
        classes = List.copyOf(classes);
        if (!classes.stream().map(ClassReport::metrics).toList().equals(result.classes())) {
            throw new IllegalArgumentException("the classes of a report must be the classes of its result");
        }
        if (published.isPresent() && published.get().definition() != result.definition()) {
            throw new IllegalArgumentException(
                    "published values can be shown only beside values of the same definition");
        }
    }

    /** Every metric's mean in each draw of the bootstrap. */
    Resamples resampledMean() {
        return Resamples.mean(classes.stream().map(ClassReport::resamples).toList());
    }

    /**
     * What was evaluated with what.
     *
     * @param model as its bundle describes it
     * @param modelDigest the bundle's
     * @param data name of the test data's folder
     * @param dataDigest over the test images and masks, see {@link dev.invigil.detector.tensor.Sha256#ofAll}
     * @param codeVersion of the Invigil that evaluated
     * @param created when
     */
    public record Subject(
            ModelDescription model,
            String modelDigest,
            String data,
            String dataDigest,
            String codeVersion,
            Instant created) {}
}
