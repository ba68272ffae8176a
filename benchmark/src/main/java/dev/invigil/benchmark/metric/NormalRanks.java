// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.List;

/**
 * How many scores are at or above a decreasing threshold. Only counts are wanted, so the sorted runs need no merging: each is read on
 * its own.
 */
final class NormalRanks {
    private final Run[] runs;

    NormalRanks(List<SortedScores> runs) {
        this.runs = runs.stream().map(Run::new).toArray(Run[]::new);
    }

    /** @param key not below that of the call before */
    long upTo(long key) {
        long count = 0;
        for (Run run : runs) {
            count += run.upTo(key);
        }
        return count;
    }

    private static final class Run {
        private final SortedScores scores;
        private final SortedScores.Block block = new SortedScores.Block();
        private long before;
        private int next;

        Run(SortedScores scores) {
            this.scores = scores;
            scores.read(block);
        }

        long upTo(long key) {
            while (block.size > 0 && block.keys[block.size - 1] <= key) {
                before += block.size;
                next = 0;
                scores.read(block);
            }
            while (next < block.size && block.keys[next] <= key) {
                next++;
            }
            return before + next;
        }
    }
}
