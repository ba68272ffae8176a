// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One score per image with its label. Not thread-safe. */
final class ImageScores {
    private final List<ImageScore> images = new ArrayList<>();
    private int positives;

    void add(ImageScore image) {
        images.add(image);
        positives += image.anomalous() ? 1 : 0;
    }

    /** From the highest score, of equal ones the normal first: an order that does not depend on that of adding. */
    List<ImageScore> sorted() {
        return images.stream()
                .sorted(Comparator.comparingDouble(ImageScore::score).reversed().thenComparing(ImageScore::anomalous))
                .toList();
    }

    int size() {
        return images.size();
    }

    int positives() {
        return positives;
    }

    int negatives() {
        return size() - positives;
    }

    /** One walk over the distinct scores, from the highest; keys are those of {@link ScoreType#FLOAT64}. */
    void walk(List<? extends CurveListener> listeners) {
        List<ImageScore> sorted = sorted();
        long truePositives = 0;
        long falsePositives = 0;
        for (int i = 0; i < sorted.size(); i++) {
            ImageScore image = sorted.get(i);
            truePositives += image.anomalous() ? 1 : 0;
            falsePositives += image.anomalous() ? 0 : 1;
            boolean lastOfTie = i + 1 == sorted.size() || sorted.get(i + 1).score() != image.score();
            if (lastOfTie) {
                for (CurveListener listener : listeners) {
                    listener.point(ScoreType.FLOAT64.key(image.score()), truePositives, falsePositives, 0);
                }
            }
        }
    }
}
