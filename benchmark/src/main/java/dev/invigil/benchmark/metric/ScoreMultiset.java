// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.ArrayList;
import java.util.List;

/** A multiset of scores of any size in bounded memory: full runs are sorted and spilled, and merged when read. */
final class ScoreMultiset {
    private final ScoreType type;
    private final boolean withAreas;
    private final SpillFile spill;
    private final List<SpillFile.Extent> spilled = new ArrayList<>();
    private final ScoreRun run;
    private long size;

    ScoreMultiset(ScoreType type, boolean withAreas, int runLength, SpillFile spill) {
        this.type = type;
        this.withAreas = withAreas;
        this.spill = spill;
        this.run = new ScoreRun(runLength, withAreas);
    }

    void add(long key, int area) {
        if (run.isFull()) {
            spilled.add(spill.store(run.sort(), type, withAreas));
            run.clear();
        }
        run.append(key, area);
        size++;
    }

    long size() {
        return size;
    }

    /** The sorted runs that make up the bag; it must be left alone while they are read. */
    List<SortedScores> runs() {
        List<SortedScores> runs = new ArrayList<>();
        spilled.forEach(extent -> runs.add(spill.reader(extent)));
        runs.add(run.sort().reader());
        return runs;
    }

    /** All scores, from the highest. */
    SortedScores sorted() {
        return MergedScores.of(runs());
    }
}
