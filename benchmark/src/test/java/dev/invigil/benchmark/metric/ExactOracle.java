// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The textbook by brute force: pairs for AUROC, and for everything else each distinct score tried as a threshold over all pixels. Slow,
 * and sharing no code with what it judges.
 */
final class ExactOracle {
    private final double[][] maps;
    private final byte[][] masks;
    private final int height;
    private final int width;
    private final List<Double> defects;
    private final List<Double> normals;

    ExactOracle(double[][] maps, byte[][] masks, int height, int width) {
        this.maps = maps;
        this.masks = masks;
        this.height = height;
        this.width = width;
        this.defects = collect(true);
        this.normals = collect(false);
    }

    /** The chance that a defect pixel outscores a normal one, ties counting half. */
    double auroc() {
        double wins = 0;
        long pairs = 0;
        for (double defect : scores(true)) {
            for (double normal : scores(false)) {
                pairs++;
                wins += defect > normal ? 1 : defect == normal ? 0.5 : 0;
            }
        }
        return wins / pairs;
    }

    double averagePrecision() {
        double sum = 0;
        double lastRecall = 0;
        for (double threshold : distinctDownward()) {
            double hits = count(true, threshold);
            double recall = hits / scores(true).size();
            sum += (recall - lastRecall) * hits / (hits + count(false, threshold));
            lastRecall = recall;
        }
        return sum;
    }

    double f1Max() {
        double best = 0;
        for (double threshold : distinctDownward()) {
            double hits = count(true, threshold);
            double misses = scores(true).size() - hits;
            best = Math.max(best, 2 * hits / (2 * hits + misses + count(false, threshold)));
        }
        return best;
    }

    double iouMax() {
        double best = 0;
        for (double threshold : distinctDownward()) {
            best = Math.max(
                    best, count(true, threshold) / (double) (scores(true).size() + count(false, threshold)));
        }
        return best;
    }

    double aupro() {
        List<Set<Integer>> regions = new ArrayList<>();
        List<Integer> imageOf = new ArrayList<>();
        for (int image = 0; image < masks.length; image++) {
            for (Set<Integer> region : regionsOf(masks[image])) {
                regions.add(region);
                imageOf.add(image);
            }
        }
        List<double[]> curve = new ArrayList<>();
        curve.add(new double[] {0, 0});
        for (double threshold : distinctDownward()) {
            double covered = 0;
            for (int r = 0; r < regions.size(); r++) {
                double[] map = maps[imageOf.get(r)];
                covered +=
                        regions.get(r).stream().filter(p -> map[p] >= threshold).count()
                                / (double) regions.get(r).size();
            }
            curve.add(new double[] {
                count(false, threshold) / (double) scores(false).size(), covered / regions.size()
            });
        }
        return areaUpTo(0.3, curve) / 0.3;
    }

    private static double areaUpTo(double limit, List<double[]> curve) {
        double area = 0;
        for (int i = 1; i < curve.size(); i++) {
            double x1 = curve.get(i - 1)[0];
            double y1 = curve.get(i - 1)[1];
            double end = Math.min(curve.get(i)[0], limit);
            if (end > x1) {
                double slope = (curve.get(i)[1] - y1) / (curve.get(i)[0] - x1);
                area += (end - x1) * (y1 + slope * (end - x1) / 2);
            }
        }
        return area;
    }

    double sweptF1() {
        double min = new TreeSet<>(distinctDownward()).first();
        double max = new TreeSet<>(distinctDownward()).last();
        double sum = 0;
        for (int tenth = 2; tenth <= 8; tenth++) {
            double threshold = tenth / 10.0;
            double hits = scores(true).stream()
                    .filter(s -> (s - min) / (max - min) > threshold)
                    .count();
            double alarms = scores(false).stream()
                    .filter(s -> (s - min) / (max - min) > threshold)
                    .count();
            sum += 2 * hits / (hits + alarms + scores(true).size());
        }
        return sum / 7;
    }

    private List<Double> scores(boolean anomalous) {
        return anomalous ? defects : normals;
    }

    private List<Double> collect(boolean anomalous) {
        List<Double> found = new ArrayList<>();
        for (int image = 0; image < maps.length; image++) {
            for (int p = 0; p < maps[image].length; p++) {
                if ((masks[image][p] != 0) == anomalous) {
                    found.add(maps[image][p]);
                }
            }
        }
        return found;
    }

    private long count(boolean anomalous, double threshold) {
        return scores(anomalous).stream().filter(s -> s >= threshold).count();
    }

    private List<Double> distinctDownward() {
        TreeSet<Double> all = new TreeSet<>(scores(true));
        all.addAll(scores(false));
        return new ArrayList<>(all.descendingSet());
    }

    /** Every pixel begins as a region of its own; touching regions are joined until none touch. */
    private List<Set<Integer>> regionsOf(byte[] mask) {
        List<Set<Integer>> regions = new ArrayList<>();
        for (int p = 0; p < mask.length; p++) {
            if (mask[p] != 0) {
                Set<Integer> joined = new HashSet<>(Set.of(p));
                int pixel = p;
                regions.removeIf(r -> r.stream().anyMatch(q -> touch(pixel, q)) && joined.addAll(r));
                regions.add(joined);
            }
        }
        return regions;
    }

    private boolean touch(int p, int q) {
        return Math.abs(p / width - q / width) <= 1 && Math.abs(p % width - q % width) <= 1 && p < height * width;
    }
}
