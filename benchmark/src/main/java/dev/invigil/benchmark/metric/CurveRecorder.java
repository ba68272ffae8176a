// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.ArrayList;
import java.util.List;

/** Keeps a point whenever a rate has moved by a step since the last one kept, and the last of all. */
final class CurveRecorder implements CurveListener {
    private final ScoreType type;
    private final double positives;
    private final double negatives;
    private final double regions;
    private final double step;
    private final List<Curves.Point> kept = new ArrayList<>();
    private Curves.Point latest;

    CurveRecorder(ScoreType type, long positives, long negatives, long regions, int steps) {
        this.type = type;
        this.positives = positives;
        this.negatives = negatives;
        this.regions = regions;
        this.step = 1.0 / steps;
    }

    @Override
    public void point(long key, long truePositives, long falsePositives, double overlap) {
        latest = new Curves.Point(
                type.score(key),
                falsePositives / negatives,
                truePositives / positives,
                truePositives / ((double) truePositives + falsePositives),
                overlap / regions);
        if (kept.isEmpty() || hasMoved(kept.get(kept.size() - 1))) {
            kept.add(latest);
        }
    }

    private boolean hasMoved(Curves.Point last) {
        return latest.falsePositiveRate() - last.falsePositiveRate() >= step
                || latest.recall() - last.recall() >= step
                || latest.pro() - last.pro() >= step;
    }

    List<Curves.Point> points() {
        List<Curves.Point> points = new ArrayList<>(kept);
        if (latest != null && !latest.equals(kept.get(kept.size() - 1))) {
            points.add(latest);
        }
        return points;
    }
}
