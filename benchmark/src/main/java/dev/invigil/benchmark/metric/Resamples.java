// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import dev.invigil.detector.decision.Interval;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What every metric of a class, or of the mean of classes, was in each draw of a bootstrap. A metric that has a value has draws or a reason
 * why not. Two models' draws of the same parts are draws of the same parts in the same order, so their differences are paired.
 */
public final class Resamples {
    private final Bootstrap bootstrap;
    private final Map<Metric, double[]> draws;
    private final Map<Metric, String> missing;

    private Resamples(Bootstrap bootstrap, Map<Metric, double[]> draws, Map<Metric, String> missing) {
        this.bootstrap = bootstrap;
        this.draws = draws;
        this.missing = missing;
    }

    /**
     * @param draws one value a draw, finite
     * @param missing why a metric that has a value has no draws
     */
    public static Resamples of(Bootstrap bootstrap, Map<Metric, double[]> draws, Map<Metric, String> missing) {
        Map<Metric, double[]> copies = new EnumMap<>(Metric.class);
        draws.forEach((metric, values) -> {
            if (values.length != bootstrap.draws()) {
                throw new IllegalArgumentException(
                        metric + " has " + values.length + " draws, not " + bootstrap.draws());
            }
            copies.put(metric, values.clone());
        });
        Map<Metric, String> reasons = new EnumMap<>(Metric.class);
        reasons.putAll(missing);
        return new Resamples(bootstrap, copies, reasons);
    }

    /**
     * The mean over classes, each drawn separately: over those in which a metric has a value, as {@link EvaluationResult#mean} is.
     *
     * @param classes at least one, all of the same bootstrap
     */
    public static Resamples mean(List<Resamples> classes) {
        Bootstrap bootstrap = classes.get(0).bootstrap;
        Map<Metric, double[]> draws = new EnumMap<>(Metric.class);
        Map<Metric, String> missing = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            long without =
                    classes.stream().filter(c -> c.missing.containsKey(metric)).count();
            List<double[]> parts = classes.stream()
                    .map(c -> c.draws.get(metric))
                    .filter(values -> values != null)
                    .toList();
            if (without > 0) {
                missing.put(metric, "none in " + without + " of " + (without + parts.size()) + " classes");
            } else if (!parts.isEmpty()) {
                draws.put(metric, mean(parts, bootstrap.draws()));
            }
        }
        return new Resamples(bootstrap, draws, missing);
    }

    private static double[] mean(List<double[]> parts, int draws) {
        double[] mean = new double[draws];
        for (int d = 0; d < draws; d++) {
            for (double[] values : parts) {
                mean[d] += values[d] / parts.size();
            }
        }
        return mean;
    }

    /**
     * The differences of these values and the other's, draw by draw.
     *
     * @param other of the same parts
     * @throws IllegalArgumentException if it is of another bootstrap
     */
    public Resamples minus(Resamples other) {
        if (!bootstrap.equals(other.bootstrap)) {
            throw new IllegalArgumentException("draws of two different bootstraps cannot be paired");
        }
        Map<Metric, double[]> differences = new EnumMap<>(Metric.class);
        Map<Metric, String> reasons = new EnumMap<>(other.missing);
        reasons.putAll(missing);
        draws.forEach((metric, values) -> {
            double[] others = other.draws.get(metric);
            if (others != null) {
                double[] difference = values.clone();
                for (int d = 0; d < difference.length; d++) {
                    difference[d] -= others[d];
                }
                differences.put(metric, difference);
            }
        });
        return new Resamples(bootstrap, differences, reasons);
    }

    /** How they were drawn. */
    public Bootstrap bootstrap() {
        return bootstrap;
    }

    /** The bootstrap's confidence interval; absent without draws. */
    public Optional<Interval> interval(Metric metric) {
        return Optional.ofNullable(draws.get(metric)).map(bootstrap::interval);
    }

    /** Each metric's value in each draw, as a copy. */
    public Map<Metric, double[]> draws() {
        Map<Metric, double[]> copies = new EnumMap<>(Metric.class);
        draws.forEach((metric, values) -> copies.put(metric, values.clone()));
        return copies;
    }

    /** Why metrics that have a value have no interval. */
    public Map<Metric, String> missing() {
        return Collections.unmodifiableMap(missing);
    }
}
