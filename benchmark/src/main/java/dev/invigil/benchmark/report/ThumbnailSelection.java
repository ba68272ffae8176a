// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Keeps the most telling images of a class, a bounded number of each outcome. Thread-safe; the result does not depend on the order of adding. */
final class ThumbnailSelection {
    private final Map<Outcome, TreeMap<DecidedPart, Thumbnail>> kept = new EnumMap<>(Outcome.class);

    ThumbnailSelection() {
        for (Outcome outcome : Outcome.values()) {
            kept.put(outcome, new TreeMap<>(outcome.order()));
        }
    }

    /** @param thumbnail drawn only if there is a place for it */
    void offer(DecidedPart part, Outcome outcome, Supplier<Thumbnail> thumbnail) {
        if (hasPlace(part, outcome)) {
            Thumbnail drawn = thumbnail.get();
            synchronized (this) {
                TreeMap<DecidedPart, Thumbnail> ofOutcome = kept.get(outcome);
                ofOutcome.put(part, drawn);
                if (ofOutcome.size() > outcome.shown()) {
                    ofOutcome.pollLastEntry();
                }
            }
        }
    }

    private synchronized boolean hasPlace(DecidedPart part, Outcome outcome) {
        TreeMap<DecidedPart, Thumbnail> ofOutcome = kept.get(outcome);
        return ofOutcome.size() < outcome.shown() || outcome.order().compare(part, ofOutcome.lastKey()) < 0;
    }

    synchronized List<Thumbnail> thumbnails() {
        List<Thumbnail> all = new ArrayList<>();
        kept.values().forEach(ofOutcome -> all.addAll(ofOutcome.values()));
        return Collections.unmodifiableList(all);
    }
}
