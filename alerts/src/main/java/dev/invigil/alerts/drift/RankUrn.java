// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.drift;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Ranks of parts among calibration scores, as p-values.
 *
 * <p>m calibration scores leave m + 1 gaps. If calibration parts and parts of production are exchangeable, the next part falls into a gap
 * with a probability of (1 + parts that fell into it before) / (m + 1 + all parts before): a P&oacute;lya urn. So the gaps alone give exact
 * p-values, and no score needs to be kept. Neighbouring gaps are put together so that there are at most {@value #GROUPS} groups; a part's
 * place within its group is drawn at random.
 *
 * @param counts parts so far by group of gaps, highest scores first; empty before the first part
 */
public record RankUrn(List<Integer> counts) {
    static final int GROUPS = 40;

    /** No part yet. */
    public static final RankUrn EMPTY = new RankUrn(List.of());

    public RankUrn {
        counts = List.copyOf(counts);
    }

    /**
     * The p-value of a part: uniform from 0 to 1 while the calibration holds, small for a high score.
     *
     * @param gaps the number of gaps, at least 1; the same for all parts
     * @param gap that the part falls into, 0 for the one with the highest scores
     * @param uniform a random number from 0 to 1 that does not depend on the part's score
     */
    double pValue(int gaps, int gap, double uniform) {
        int group = group(gaps, gap);
        double above = first(gaps, group);
        double within = first(gaps, group + 1) - above;
        double all = gaps;
        for (int i = 0; i < counts.size(); i++) {
            int count = counts.get(i);
            all += count;
            if (i < group) {
                above += count;
            } else if (i == group) {
                within += count;
            }
        }
        return (above + uniform * within) / all;
    }

    /** With one more part in this gap. */
    RankUrn with(int gaps, int gap) {
        List<Integer> next =
                new ArrayList<>(counts.isEmpty() ? Collections.nCopies(Math.min(GROUPS, gaps), 0) : counts);
        int group = group(gaps, gap);
        next.set(group, next.get(group) + 1);
        return new RankUrn(next);
    }

    private static int group(int gaps, int gap) {
        return (int) ((long) gap * Math.min(GROUPS, gaps) / gaps);
    }

    /** The first gap of a group. */
    private static int first(int gaps, int group) {
        int groups = Math.min(GROUPS, gaps);
        return (int) (((long) group * gaps + groups - 1) / groups);
    }
}
