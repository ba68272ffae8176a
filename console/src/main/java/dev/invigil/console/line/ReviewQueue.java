// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.line;

import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The latest reviews and rejects, with what operators have said about them. Not thread-safe. */
final class ReviewQueue {
    static final int KEPT = 300;
    private static final int LABELS = 20_000;

    private final Map<String, Verdict> verdicts = new CameraTally.Bounded<>(KEPT);
    private final Map<String, Label> labels = new CameraTally.Bounded<>(LABELS);
    private long changes;

    /** One verdict to review. */
    record Entry(Verdict verdict, Optional<Label> label) {}

    void verdict(Verdict verdict) {
        if (verdict.decision() == Decision.REVIEW || verdict.decision() == Decision.REJECT) {
            verdicts.put(verdict.frameId(), verdict);
            changes++;
        }
    }

    void label(Label label) {
        // so that a label that is replaced is among the latest
        labels.remove(label.frameId());
        labels.put(label.frameId(), label);
        changes++;
    }

    void withdrawn(String frameId) {
        labels.remove(frameId);
        changes++;
    }

    Optional<Label> label(String frameId) {
        return Optional.ofNullable(labels.get(frameId));
    }

    Optional<Verdict> find(String frameId) {
        return Optional.ofNullable(verdicts.get(frameId));
    }

    int labelCount() {
        return labels.size();
    }

    long changes() {
        return changes;
    }

    long open() {
        return verdicts.keySet().stream()
                .filter(frame -> !labels.containsKey(frame))
                .count();
    }

    /** The latest first. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        verdicts.values().forEach(verdict -> entries.add(new Entry(verdict, label(verdict.frameId()))));
        Collections.reverse(entries);
        return entries;
    }
}
