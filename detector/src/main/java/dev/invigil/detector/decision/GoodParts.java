// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One class's good parts, split for good into those that train and those that calibrate. A score of a part that was
 * trained on is too low for any guarantee.
 *
 * @param <P> an image of a part; equal images are the same
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
        return split(parts, part -> part, Sides.none(), calibrationShare, seed);
    }

    private static void require(List<?> parts, double calibrationShare) {
        if (!(calibrationShare > 0 && calibrationShare < 1)) {
            throw new IllegalArgumentException(
                    "the calibration share must be above 0 and below 1, not " + calibrationShare);
        }
        if (parts.size() < 2) {
            throw new IllegalArgumentException(
                    "at least two good parts are needed, one to train on and one to calibrate with, not "
                            + parts.size());
        }
        if (new HashSet<>(parts).size() != parts.size()) {
            throw new IllegalArgumentException(
                    "a good part is listed twice: it could be in both training and calibration");
        }
    }

    /**
     * Takes a split that was made before.
     *
     * @param training images to train on
     * @param calibration images held out for thresholds
     * @param part equal for images that show the same part
     * @throws IllegalArgumentException if an image is listed twice, or a part is in both
     */
    public static <P> GoodParts<P> given(List<P> training, List<P> calibration, Function<P, ?> part) {
        Set<P> images = new HashSet<>(training);
        images.addAll(calibration);
        if (images.size() != training.size() + calibration.size()) {
            throw new IllegalArgumentException(
                    "an image of a good part is listed twice: it could be in both training and calibration");
        }
        Set<Object> trained = new HashSet<>();
        training.forEach(image -> trained.add(part.apply(image)));
        for (P image : calibration) {
            if (trained.contains(part.apply(image))) {
                throw new IllegalArgumentException("the part of " + image + " is in both training and calibration");
            }
        }
        return new GoodParts<>(new TrainingParts<>(training), new CalibrationParts<>(calibration));
    }

    /**
     * Where images must go that were split before, since another product has them too.
     *
     * @param trains whether an image is trained on
     * @param calibrates whether an image is held out
     */
    public record Sides<P>(Predicate<P> trains, Predicate<P> calibrates) {
        static <P> Sides<P> none() {
            return new Sides<>(image -> false, image -> false);
        }
    }

    /**
     * Splits images by the parts that they show: all images of a part are on one side. Where each image shows a part of its own and
     * nothing was split before, this is {@link #split(List, double, long)}.
     *
     * @param images at least two, all different
     * @param part equal for images that show the same part
     * @param before images that were split before; they stay where they are, and the others of their part go with them
     * @throws IllegalArgumentException as {@link #split(List, double, long)}
     */
    public static <P> GoodParts<P> split(
            List<P> images, Function<P, ?> part, Sides<P> before, double calibrationShare, long seed) {
        require(images, calibrationShare);
        Map<Object, List<P>> groups = new LinkedHashMap<>();
        images.forEach(image -> groups.computeIfAbsent(part.apply(image), p -> new ArrayList<>())
                .add(image));
        Set<P> heldOut = new HashSet<>();
        List<List<P>> open = new ArrayList<>();
        int heldOutParts = 0;
        for (List<P> group : groups.values()) {
            boolean trains = group.stream().anyMatch(before.trains);
            boolean calibrates = group.stream().anyMatch(before.calibrates);
            if (!trains && !calibrates) {
                open.add(group);
            } else {
                group.stream()
                        .filter(image -> trains ? before.calibrates.test(image) : !before.trains.test(image))
                        .forEach(heldOut::add);
                heldOutParts += trains ? 0 : 1;
            }
        }
        Collections.shuffle(open, new Random(seed));
        int parts = groups.size();
        long wanted = Math.round(parts * calibrationShare);
        int least = Math.min(SplitConformal.LEAST_PARTS, parts / 2);
        int count = (int) Math.max(least, Math.min(parts - 1, wanted));
        open.subList(0, Math.min(open.size(), Math.max(0, count - heldOutParts)))
                .forEach(heldOut::addAll);
        return new GoodParts<>(
                new TrainingParts<>(images.stream()
                        .filter(image -> !heldOut.contains(image))
                        .toList()),
                new CalibrationParts<>(images.stream().filter(heldOut::contains).toList()));
    }
}
