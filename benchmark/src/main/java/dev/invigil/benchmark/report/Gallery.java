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
final class Gallery {
    private final Map<Outcome, TreeMap<DecidedPart, Exhibit>> kept = new EnumMap<>(Outcome.class);

    Gallery() {
        for (Outcome outcome : Outcome.values()) {
            kept.put(outcome, new TreeMap<>(outcome.order()));
        }
    }

    /** @param picture drawn only if there is a place for it */
    void offer(DecidedPart part, Outcome outcome, Supplier<Exhibit> picture) {
        if (hasPlace(part, outcome)) {
            Exhibit drawn = picture.get();
            synchronized (this) {
                TreeMap<DecidedPart, Exhibit> wall = kept.get(outcome);
                wall.put(part, drawn);
                if (wall.size() > outcome.shown()) {
                    wall.pollLastEntry();
                }
            }
        }
    }

    private synchronized boolean hasPlace(DecidedPart part, Outcome outcome) {
        TreeMap<DecidedPart, Exhibit> wall = kept.get(outcome);
        return wall.size() < outcome.shown() || outcome.order().compare(part, wall.lastKey()) < 0;
    }

    synchronized List<Exhibit> pictures() {
        List<Exhibit> all = new ArrayList<>();
        kept.values().forEach(wall -> all.addAll(wall.values()));
        return Collections.unmodifiableList(all);
    }
}
