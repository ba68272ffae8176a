// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.List;

/**
 * The pixels of the images that one draw of a bootstrap took, from their sketches: the scores of a cell are assumed to be evenly distributed in it. Lowest and
 * highest scores are those of the images drawn, so values normalised by them are normalised again in each draw. Not thread-safe.
 */
final class BootstrapPixels implements Pixels {
    private final ScoreType type;
    private final int[] cells;
    private final long[] normal;
    private final long[] defect;
    private final double[] overlap;
    private long positives;
    private long negatives;
    private long regions;
    private long highestKey = Long.MAX_VALUE;
    private long lowestKey = Long.MIN_VALUE;

    /** @param cells all that any image of the class has, from the highest scores */
    BootstrapPixels(ScoreType type, int[] cells) {
        this.type = type;
        this.cells = cells;
        this.normal = new long[cells.length];
        this.defect = new long[cells.length];
        this.overlap = new double[cells.length];
    }

    /**
     * @param normalAt for each of the sketch's cells of normal pixels, its index among all cells
     * @param defectAt the same of defect pixels
     * @param times how often the image was drawn
     */
    void add(PixelSketch image, int[] normalAt, int[] defectAt, int times) {
        int[] normals = image.normal().counts();
        for (int i = 0; i < normalAt.length; i++) {
            normal[normalAt[i]] += (long) times * normals[i];
            negatives += (long) times * normals[i];
        }
        int[] defects = image.defect().counts();
        float[] overlaps = image.defect().overlaps();
        for (int i = 0; i < defectAt.length; i++) {
            defect[defectAt[i]] += (long) times * defects[i];
            positives += (long) times * defects[i];
            overlap[defectAt[i]] += (double) times * overlaps[i];
        }
        regions += (long) times * image.regions();
        highestKey = Math.min(highestKey, image.highestKey());
        lowestKey = Math.max(lowestKey, image.lowestKey());
    }

    @Override
    public ScoreType type() {
        return type;
    }

    @Override
    public long positives() {
        return positives;
    }

    @Override
    public long negatives() {
        return negatives;
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
        long[] stops = CurveListener.stops(listeners, lowestKey);
        Walk walk = new Walk(listeners.toArray(CurveListener[]::new));
        for (long stop : stops) {
            walk.to(stop);
        }
    }

    private final class Walk {
        private final CurveListener[] listeners;
        private int next;
        /** What was taken of the next cell already. */
        private long partOfDefect;

        private long partOfNormal;

        private long truePositives;
        private long falsePositives;
        private long toldFalsePositives;
        private double covered;

        Walk(CurveListener[] listeners) {
            this.listeners = listeners;
        }

        void to(long stop) {
            while (next < cells.length && within(type.lastKey(cells[next])) <= stop) {
                takeRest(within(type.lastKey(cells[next])));
            }
            if (next < cells.length) {
                takePart(stop);
            }
            tell(stop);
        }

        /** The extreme cells reach no further than the scores. */
        private long within(long key) {
            return Math.max(highestKey, Math.min(lowestKey, key));
        }

        private void takeRest(long key) {
            long defects = defect[next] - partOfDefect;
            if (defects > 0 && falsePositives > toldFalsePositives) {
                tell(key - 1);
            }
            take(defects, normal[next] - partOfNormal);
            if (defects > 0) {
                tell(key);
            }
            next++;
            partOfDefect = 0;
            partOfNormal = 0;
        }

        /** A threshold within a cell has as much of it above as its place in the cell says. */
        private void takePart(long stop) {
            long first = within(type.firstKey(cells[next]));
            long last = within(type.lastKey(cells[next]));
            if (stop >= first) {
                double share = (stop - first + 1.0) / (last - first + 1.0);
                long defects = Math.round(share * defect[next]) - partOfDefect;
                long normals = Math.round(share * normal[next]) - partOfNormal;
                take(defects, normals);
                partOfDefect += defects;
                partOfNormal += normals;
            }
        }

        private void take(long defects, long normals) {
            truePositives += defects;
            falsePositives += normals;
            covered += defect[next] == 0 ? 0 : overlap[next] * defects / defect[next];
        }

        private void tell(long key) {
            toldFalsePositives = falsePositives;
            for (CurveListener listener : listeners) {
                listener.point(key, truePositives, falsePositives, covered);
            }
        }
    }
}
