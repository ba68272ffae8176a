// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.contracts.label.Label;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the line has produced.
 *
 * @param candidates frames that are PASS or labelled, the earliest verdict first
 * @param labels by frame id
 * @param production what was seen of each product
 * @param gone labelled frames that retention has deleted: their products by frame id
 * @param unreadable records that could not be read
 * @param failures candidates whose images could not be copied, by frame id
 */
public record Harvest(
        List<FrameCandidate> candidates,
        Map<String, Label> labels,
        Map<String, Seen> production,
        Map<String, String> gone,
        long unreadable,
        Map<String, LeftOut> failures) {
    /** Without a line. */
    public static final Harvest NONE = new Harvest(List.of(), Map.of(), Map.of(), Map.of(), 0, Map.of());

    public Harvest {
        candidates = List.copyOf(candidates);
        labels = Map.copyOf(labels);
        production = Map.copyOf(production);
        gone = Map.copyOf(gone);
        failures = Map.copyOf(failures);
    }

    /** The same without the candidates whose images could not be copied. */
    Harvest with(Map<String, LeftOut> failed) {
        return new Harvest(candidates, labels, production, gone, unreadable, failed);
    }

    /**
     * The verdicts of a product that were seen.
     *
     * @param verdicts how many
     * @param last when the latest was made
     */
    public record Seen(long verdicts, Instant last) {}
}
