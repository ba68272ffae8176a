// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.invigil.detector.map.AnomalyMap;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * How the image score is computed from a smoothed anomaly map.
 *
 * @param rule which statistic
 * @param window side of the averages in pixels for {@link Rule#MAXIMUM_OF_AVERAGES}, 1 to {@value #MAX_WINDOW}; 1 for the other
 *     rules
 * @param share of the map's values that count, above 0 and up to 1, for {@link Rule#MEAN_OF_LARGEST}; empty for the other rules
 */
public record ImageScore(
        Rule rule,
        int window,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Double> share) {
    /** The largest value of the map. */
    public static final ImageScore MAXIMUM = new ImageScore(Rule.MAXIMUM, 1);

    /** The mean of the map. */
    public static final ImageScore MEAN = new ImageScore(Rule.MEAN, 1);

    static final int MAX_WINDOW = 4096;

    /** The known rules. */
    public enum Rule {
        /** The largest value. */
        @JsonProperty("maximum")
        MAXIMUM,
        /** The largest mean of a {@code window x window} square inside the map, stride 1 (UniAD, with 16). */
        @JsonProperty("maximum-of-averages")
        MAXIMUM_OF_AVERAGES,
        /** The mean of all values. */
        @JsonProperty("mean")
        MEAN,
        /** The mean of the {@code share} of the values that is largest, at least one. */
        @JsonProperty("mean-of-largest")
        MEAN_OF_LARGEST
    }

    public ImageScore {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(share, "share");
        if (window < 1 || window > MAX_WINDOW || (rule != Rule.MAXIMUM_OF_AVERAGES && window != 1)) {
            throw new IllegalArgumentException("post-processing: the window of the image score must be "
                    + (rule == Rule.MAXIMUM_OF_AVERAGES ? "1 to " + MAX_WINDOW : "1 for this rule")
                    + ", not " + window);
        }
        if (share.isPresent() != (rule == Rule.MEAN_OF_LARGEST)
                || share.filter(part -> !(part > 0 && part <= 1)).isPresent()) {
            throw new IllegalArgumentException("post-processing: the share of the image score must be "
                    + (rule == Rule.MEAN_OF_LARGEST ? "above 0 and up to 1" : "absent for this rule") + ", not "
                    + share.map(Object::toString).orElse("absent"));
        }
    }

    /** A rule without a share. */
    public ImageScore(Rule rule, int window) {
        this(rule, window, Optional.empty());
    }

    /** The mean of the largest values. */
    public static ImageScore meanOfLargest(double share) {
        return new ImageScore(Rule.MEAN_OF_LARGEST, 1, Optional.of(share));
    }

    /** The largest mean of a square of this side. */
    public static ImageScore maximumOfAverages(int window) {
        return new ImageScore(Rule.MAXIMUM_OF_AVERAGES, window);
    }

    /**
     * The score of a map. NaN if a value is NaN, so that a damaged map cannot pass as good. A window larger than the map counts as
     * the whole map.
     */
    public double of(AnomalyMap smoothed) {
        return switch (rule) {
            case MAXIMUM -> smoothed.max();
            case MAXIMUM_OF_AVERAGES -> maximumOfAverages(smoothed);
            case MEAN -> mean(smoothed);
            case MEAN_OF_LARGEST -> meanOfLargest(smoothed);
        };
    }

    private static double mean(AnomalyMap map) {
        double sum = 0;
        for (float value : map.values()) {
            sum += value;
        }
        return sum / map.values().length;
    }

    private double meanOfLargest(AnomalyMap map) {
        float[] values = map.values();
        for (float value : values) {
            if (Float.isNaN(value)) {
                return Double.NaN;
            }
        }
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        int count = Math.max(1, (int) Math.round(share.orElseThrow() * sorted.length));
        double sum = 0;
        for (int i = sorted.length - count; i < sorted.length; i++) {
            sum += sorted[i];
        }
        return sum / count;
    }

    private double maximumOfAverages(AnomalyMap map) {
        int rows = Math.min(window, map.height());
        int columns = Math.min(window, map.width());
        double[] above = new double[map.width()];
        double largest = Double.NEGATIVE_INFINITY;
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                above[x] += map.at(y, x) - (y >= rows ? map.at(y - rows, x) : 0);
            }
            if (y >= rows - 1) {
                largest = Math.max(largest, largestSum(above, columns) / ((double) rows * columns));
            }
        }
        return largest;
    }

    private static double largestSum(double[] values, int length) {
        double sum = 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int x = 0; x < values.length; x++) {
            sum += values[x] - (x >= length ? values[x - length] : 0);
            if (x >= length - 1) {
                largest = Math.max(largest, sum);
            }
        }
        return largest;
    }
}
