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
 * @param gone PASS or labelled frames that retention has deleted
 * @param unreadable records that could not be read
 */
public record Harvest(
        List<FrameCandidate> candidates,
        Map<String, Label> labels,
        Map<String, Seen> production,
        Map<String, Long> gone,
        long unreadable) {
    /** Without a line. */
    public static final Harvest NONE = new Harvest(List.of(), Map.of(), Map.of(), Map.of(), 0);

    public Harvest {
        candidates = List.copyOf(candidates);
        labels = Map.copyOf(labels);
        production = Map.copyOf(production);
        gone = Map.copyOf(gone);
    }

    /**
     * The verdicts of a product that were seen.
     *
     * @param verdicts how many
     * @param last when the latest was made
     */
    public record Seen(long verdicts, Instant last) {}
}
