// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.evaluation;

import java.nio.file.Path;
import java.util.List;

/**
 * All pixels of one class as two multisets: the scores of normal pixels, and those of defect pixels with their region's
 * area. Every pixel metric is a function of it. Not thread-safe.
 */
final class PixelPopulation implements AutoCloseable {
    private final ScoreType type;
    private final SpillFile spill;
    private final ScoreBag normal;
    private final ScoreBag defect;
    private long regions;
    private long highestKey = Long.MAX_VALUE;
    private long lowestKey = Long.MIN_VALUE;

    /** @param runLength scores of a kind held in memory */
    PixelPopulation(ScoreType type, int runLength, Path spillDirectory) {
        this.type = type;
        this.spill = new SpillFile(spillDirectory);
        this.normal = new ScoreBag(type, false, runLength, spill);
        this.defect = new ScoreBag(type, true, runLength, spill);
    }

    /** @param keys the map's scores as keys, one per pixel of the mask */
    void add(long[] keys, MaskRegions mask) {
        for (int i = 0; i < keys.length; i++) {
            highestKey = Math.min(highestKey, keys[i]);
            lowestKey = Math.max(lowestKey, keys[i]);
            int area = mask.areas()[i];
            (area == 0 ? normal : defect).add(keys[i], area);
        }
        regions += mask.count();
    }

    ScoreType type() {
        return type;
    }

    long positives() {
        return defect.size();
    }

    long negatives() {
        return normal.size();
    }

    long regions() {
        return regions;
    }

    double max() {
        return type.score(highestKey);
    }

    double min() {
        return type.score(lowestKey);
    }

    boolean isConstant() {
        return highestKey == lowestKey;
    }

    /** One walk over the distinct scores, from the highest; all listeners hear the same points. */
    void walk(List<? extends CurveListener> listeners) {
        Cursor defects = new Cursor(defect.sorted());
        Cursor normals = new Cursor(normal.sorted());
        CurveListener[] told = listeners.toArray(CurveListener[]::new);
        long truePositives = 0;
        long falsePositives = 0;
        double overlap = 0;
        while (defects.hasNext() || normals.hasNext()) {
            long key = Math.min(defects.key(), normals.key());
            while (defects.key() == key && defects.hasNext()) {
                truePositives++;
                overlap += 1.0 / defects.takeArea();
            }
            while (normals.key() == key && normals.hasNext()) {
                falsePositives++;
                normals.takeArea();
            }
            double score = type.score(key);
            for (CurveListener listener : told) {
                listener.point(score, truePositives, falsePositives, overlap);
            }
        }
    }

    @Override
    public void close() {
        spill.close();
    }

    /** A sorted multiset one score at a time. */
    private static final class Cursor {
        private final SortedScores scores;
        private final SortedScores.Block block = new SortedScores.Block();
        private int next;

        Cursor(SortedScores scores) {
            this.scores = scores;
            scores.read(block);
        }

        boolean hasNext() {
            return block.size > 0;
        }

        /** The next key; the greatest there is at the end. */
        long key() {
            return hasNext() ? block.keys[next] : Long.MAX_VALUE;
        }

        int takeArea() {
            int area = block.areas[next++];
            if (next == block.size) {
                scores.read(block);
                next = 0;
            }
            return area;
        }
    }
}
