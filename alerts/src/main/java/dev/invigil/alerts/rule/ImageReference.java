// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.verdict.Imaging;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brightness and sharpness of the images of one product at one camera: how they were at first, and how they are now. Tells a change of the
 * light or the lens from a change of the product.
 *
 * @param first figures of the first images, at most {@value #FIRST}; empty once the reference is known
 * @param reference median figures of the first images
 * @param now exponentially weighted mean figures
 */
record ImageReference(List<Figures> first, Optional<Reference> reference, Optional<Figures> now) {
    static final int FIRST = 30;
    /** The smallest changes that are mentioned. */
    private static final double BRIGHTNESS = 0.05;

    private static final double SHARPNESS = 0.2;
    /** Weight of an image in the current mean: about eight images. */
    private static final double WEIGHT = 0.125;
    /** Turns a median absolute deviation into a standard deviation, for a normal distribution. */
    private static final double DEVIATION = 1.4826;

    static final ImageReference START = new ImageReference(List.of(), Optional.empty(), Optional.empty());

    /** Of one image, or of several. */
    record Figures(double brightness, double sharpness) {}

    /** Medians and standard deviations of the first images. */
    record Reference(Figures median, Figures deviation) {}

    ImageReference {
        first = List.copyOf(first);
    }

    ImageReference with(Imaging image) {
        Figures figures = new Figures(image.brightness(), image.sharpness());
        Figures next = now.map(before -> new Figures(
                        mean(before.brightness(), figures.brightness()), mean(before.sharpness(), figures.sharpness())))
                .orElse(figures);
        if (reference.isPresent()) {
            return new ImageReference(first, reference, Optional.of(next));
        }
        List<Figures> more = new ArrayList<>(first);
        more.add(figures);
        return more.size() < FIRST
                ? new ImageReference(more, reference, Optional.of(next))
                : new ImageReference(List.of(), Optional.of(reference(more)), Optional.of(next));
    }

    /** What has changed, as a part of a sentence for the operator. */
    String inWords() {
        if (reference.isEmpty() || now.isEmpty()) {
            return "too few images yet to compare brightness and sharpness";
        }
        Figures median = reference.get().median();
        Figures deviation = reference.get().deviation();
        List<String> changes = Stream.of(
                        change(
                                "brightness",
                                "the lamp and the exposure",
                                now.get().brightness(),
                                median.brightness(),
                                deviation.brightness(),
                                BRIGHTNESS),
                        change(
                                "sharpness",
                                "the focus and the lens",
                                now.get().sharpness(),
                                median.sharpness(),
                                deviation.sharpness(),
                                SHARPNESS))
                .flatMap(Optional::stream)
                .toList();
        return changes.isEmpty()
                ? "brightness and sharpness of the images did not change, so look at the product and its material"
                : String.join("; ", changes);
    }

    private static Optional<String> change(
            String what, String check, double now, double before, double deviation, double least) {
        double change = now - before;
        if (Math.abs(change) < least * before || Math.abs(change) <= deviation) {
            return Optional.empty();
        }
        String amount = before > 0
                ? String.format(Locale.ROOT, " by %.0f %%", 100 * Math.abs(change) / before)
                : String.format(Locale.ROOT, " from %.1f to %.1f", before, now);
        return Optional.of("the " + what + " of the images " + (change < 0 ? "fell" : "rose") + amount
                + " at the same time, so check " + check);
    }

    private static Reference reference(List<Figures> images) {
        double[] brightness = images.stream().mapToDouble(Figures::brightness).toArray();
        double[] sharpness = images.stream().mapToDouble(Figures::sharpness).toArray();
        double middle = median(brightness);
        double sharp = median(sharpness);
        return new Reference(
                new Figures(middle, sharp), new Figures(deviation(brightness, middle), deviation(sharpness, sharp)));
    }

    private static double deviation(double[] values, double median) {
        double[] distances = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            distances[i] = Math.abs(values[i] - median);
        }
        return rounded(DEVIATION * median(distances));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return rounded(sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
    }

    private static double mean(double before, double next) {
        return rounded(before + WEIGHT * (next - before));
    }

    /** The state is stored, so digits that mean nothing are dropped. */
    private static double rounded(double value) {
        return Math.round(value * 1e3) / 1e3;
    }
}
