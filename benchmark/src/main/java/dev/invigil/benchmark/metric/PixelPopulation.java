// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.nio.file.Path;
import java.util.List;

/**
 * All pixels of one class as two multisets: the scores of normal pixels, and those of defect pixels with their region's
 * area. Every pixel metric is a function of it. Not thread-safe.
 */
final class PixelPopulation implements Pixels, AutoCloseable {
    private final ScoreType type;
    private final SpillFile spill;
    private final ScoreMultiset normal;
    private final ScoreMultiset defect;
    private long regions;
    private long highestKey = Long.MAX_VALUE;
    private long lowestKey = Long.MIN_VALUE;

    /** @param runLength scores of normal pixels held in memory, and a quarter as many of defect pixels */
    PixelPopulation(ScoreType type, int runLength, Path spillDirectory) {
        this.type = type;
        this.spill = new SpillFile(spillDirectory);
        this.normal = new ScoreMultiset(type, false, runLength, spill);
        this.defect = new ScoreMultiset(type, true, Math.max(1, runLength / 4), spill);
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

    @Override
    public ScoreType type() {
        return type;
    }

    @Override
    public long positives() {
        return defect.size();
    }

    @Override
    public long negatives() {
        return normal.size();
    }

    @Override
    public long regions() {
        return regions;
    }

    @Override
    public long highestKey() {
        return highestKey;
    }

    @Override
    public long lowestKey() {
        return lowestKey;
    }

    @Override
    public void walk(List<? extends CurveListener> listeners) {
        CurveListener[] told = listeners.toArray(CurveListener[]::new);
        long[] stops = CurveListener.stops(listeners, lowestKey);
        DefectCursor defects = new DefectCursor(defect.sorted());
        NormalRanks normals = new NormalRanks(normal.runs());
        long falsePositives = 0;
        for (long stop : stops) {
            while (defects.key() <= stop && defects.hasNext()) {
                long key = defects.key();
                long before = normals.upTo(key - 1);
                if (before > falsePositives) {
                    tell(told, key - 1, defects, before);
                }
                falsePositives = normals.upTo(key);
                defects.take(key);
                tell(told, key, defects, falsePositives);
            }
            falsePositives = normals.upTo(stop);
            tell(told, stop, defects, falsePositives);
        }
    }

    private static void tell(CurveListener[] listeners, long key, DefectCursor defects, long falsePositives) {
        for (CurveListener listener : listeners) {
            listener.point(key, defects.taken, falsePositives, defects.overlap);
        }
    }

    @Override
    public void close() {
        spill.close();
    }

    /** The defect scores in order, with what was taken so far. */
    private static final class DefectCursor {
        private final SortedScores scores;
        private final SortedScores.Block block = new SortedScores.Block();
        private int next;
        private long taken;
        private double overlap;

        DefectCursor(SortedScores scores) {
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

        /** All that have this key. */
        void take(long key) {
            while (key() == key && hasNext()) {
                overlap += 1.0 / block.areas[next++];
                taken++;
                if (next == block.size) {
                    scores.read(block);
                    next = 0;
                }
            }
        }
    }
}
