// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The {@code ader} table of one class the obvious way, all maps in memory: every threshold is compared with every pixel, and AUROC and AP
 * come from sorting boxed pixels. It stands here only to be timed.
 */
final class NaiveAder {
    private final List<float[]> maps = new ArrayList<>();
    private final List<byte[]> masks = new ArrayList<>();
    private final List<MaskRegions> regions = new ArrayList<>();

    private record Pixel(float score, boolean anomalous) {}

    void add(SyntheticTestSet.Image image, int side) {
        maps.add(image.map());
        masks.add(image.mask());
        regions.add(MaskRegions.of(image.mask(), side, side));
    }

    /** @return pixel AUROC, best F1 of the sweep, mean F1 of the sweep, the last threshold's mean covered share */
    double[] metrics() {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float[] map : maps) {
            for (float score : map) {
                min = Math.min(min, score);
                max = Math.max(max, score);
            }
        }
        double best = 0;
        for (int i = 0; i <= 20; i++) {
            best = Math.max(best, f1(min + i * 0.05f * (max - min)));
        }
        double mean = 0;
        for (int i = 2; i <= 8; i++) {
            mean += f1(min + i * 0.1f * (max - min)) / 7;
        }
        double pro = 0;
        for (int i = 0; i < 100; i++) {
            pro = proAndRate(min + i * 0.01f * (max - min))[0];
        }
        return new double[] {auroc(), best, mean, pro};
    }

    private double f1(float threshold) {
        long hits = 0;
        long predicted = 0;
        long anomalous = 0;
        for (int n = 0; n < maps.size(); n++) {
            for (int p = 0; p < maps.get(n).length; p++) {
                boolean above = maps.get(n)[p] > threshold;
                boolean defect = masks.get(n)[p] != 0;
                hits += above && defect ? 1 : 0;
                predicted += above ? 1 : 0;
                anomalous += defect ? 1 : 0;
            }
        }
        return 2.0 * hits / (predicted + anomalous);
    }

    private double[] proAndRate(float threshold) {
        double covered = 0;
        long count = 0;
        long alarms = 0;
        long normals = 0;
        for (int n = 0; n < maps.size(); n++) {
            int[] areas = regions.get(n).areas();
            for (int p = 0; p < areas.length; p++) {
                boolean above = maps.get(n)[p] > threshold;
                covered += above && areas[p] > 0 ? 1.0 / areas[p] : 0;
                alarms += above && areas[p] == 0 ? 1 : 0;
                normals += areas[p] == 0 ? 1 : 0;
            }
            count += regions.get(n).count();
        }
        return new double[] {covered / count, (double) alarms / normals};
    }

    private double auroc() {
        List<Pixel> pixels = new ArrayList<>();
        for (int n = 0; n < maps.size(); n++) {
            for (int p = 0; p < maps.get(n).length; p++) {
                pixels.add(new Pixel(maps.get(n)[p], masks.get(n)[p] != 0));
            }
        }
        Pixel[] sorted = pixels.toArray(Pixel[]::new);
        Arrays.sort(sorted, (a, b) -> Float.compare(a.score(), b.score()));
        double ranks = 0;
        long positives = 0;
        for (int from = 0; from < sorted.length; ) {
            int to = from;
            long defects = 0;
            while (to < sorted.length && sorted[to].score() == sorted[from].score()) {
                defects += sorted[to++].anomalous() ? 1 : 0;
            }
            ranks += defects * (from + to + 1) / 2.0;
            positives += defects;
            from = to;
        }
        return (ranks - positives * (positives + 1) / 2.0) / ((double) positives * (sorted.length - positives));
    }
}
