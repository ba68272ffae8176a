// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

/**
 * One class's good parts, split for good into those that train and those that calibrate. A score of a part that was
 * trained on is too low to promise anything by.
 *
 * @param <P> a part, such as the path of its photograph; equal parts are the same part
 */
public record GoodParts<P>(TrainingParts<P> training, CalibrationParts<P> calibration) {
    /** One part in ten calibrates. */
    public static final double DEFAULT_CALIBRATION_SHARE = 0.1;

    /**
     * Splits by chance, the same way for the same parts in the same order and the same seed. Calibration gets its share and at
     * least {@value SplitConformal#LEAST_PARTS} parts, or half of them when there are not twice as many; training gets at least
     * one. Both keep the given order.
     *
     * @param parts at least two, all different
     * @param calibrationShare above 0 and below 1
     * @throws IllegalArgumentException if there are fewer than two, or one comes twice
     */
    public static <P> GoodParts<P> split(List<P> parts, double calibrationShare, long seed) {
        if (!(calibrationShare > 0 && calibrationShare < 1)) {
            throw new IllegalArgumentException(
                    "the calibration share must be above 0 and below 1, not " + calibrationShare);
        }
        if (parts.size() < 2) {
            throw new IllegalArgumentException(
                    "it takes at least two good parts, one to train on and one to calibrate with, not " + parts.size());
        }
        if (new HashSet<>(parts).size() != parts.size()) {
            throw new IllegalArgumentException("a good part is listed twice: it could end on both sides");
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        long wanted = Math.round(parts.size() * calibrationShare);
        int least = Math.min(SplitConformal.LEAST_PARTS, parts.size() / 2);
        int count = (int) Math.max(least, Math.min(parts.size() - 1, wanted));
        return new GoodParts<>(
                new TrainingParts<>(pick(parts, order.subList(count, order.size()))),
                new CalibrationParts<>(pick(parts, order.subList(0, count))));
    }

    private static <P> List<P> pick(List<P> parts, List<Integer> places) {
        return places.stream().sorted().map(parts::get).toList();
    }
}
