// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.metric.ClassMetrics;
import dev.invigil.benchmark.metric.Curves;
import dev.invigil.benchmark.metric.Resamples;
import dev.invigil.detector.decision.ClassThreshold;
import java.util.List;
import java.util.Optional;

/**
 * One class of parts.
 *
 * @param metrics in the report's definition
 * @param resamples every metric in each draw of the bootstrap
 * @param threshold absent for a class that the model does not know
 * @param parts every test part
 * @param curves of images and pixels
 * @param thumbnails of some parts, in the order of {@link Outcome}, the most telling first
 */
public record ClassReport(
        ClassMetrics metrics,
        Resamples resamples,
        Optional<ClassThreshold> threshold,
        List<DecidedPart> parts,
        Curves curves,
        List<Thumbnail> thumbnails) {
    public ClassReport {
        parts = List.copyOf(parts);
        thumbnails = List.copyOf(thumbnails);
    }

    public String name() {
        return metrics.name();
    }

    /** What became of the good parts. */
    public Tally good() {
        return Tally.of(parts, false);
    }

    /** What became of the defective parts. */
    public Tally defective() {
        return Tally.of(parts, true);
    }
}
