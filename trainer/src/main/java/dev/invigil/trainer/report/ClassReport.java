// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.report;

import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.evaluation.ClassMetrics;
import dev.invigil.detector.evaluation.Curves;
import dev.invigil.detector.evaluation.Interval;
import dev.invigil.detector.evaluation.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One class of parts.
 *
 * @param metrics in the report's definition
 * @param intervals 95 % bootstrap intervals of the image metrics that have a value
 * @param threshold absent for a class that the model does not know
 * @param parts every test part
 * @param curves of images and pixels
 * @param pictures of some parts, in the order of {@link Outcome}, the most telling first
 */
public record ClassReport(
        ClassMetrics metrics,
        Map<Metric, Interval> intervals,
        Optional<ClassThreshold> threshold,
        List<JudgedPart> parts,
        Curves curves,
        List<Exhibit> pictures) {
    public ClassReport {
        intervals = Map.copyOf(intervals);
        parts = List.copyOf(parts);
        pictures = List.copyOf(pictures);
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
