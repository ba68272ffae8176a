// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The metrics of one service: its code registers them from here, and {@code docs/METRICS_REFERENCE.md}, the boards and the rules are held
 * against it by tests. Filled by the constants of one class.
 */
public final class MetricTable {
    /** Upper bounds of latency histograms, in seconds: 1 ms to 10 min. */
    private static final List<Double> LATENCY_BOUNDS = List.of(
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 600.0);

    private final String service;
    private final String prefix;
    private final List<MetricSpec> rows = new ArrayList<>();

    private MetricTable(String service, String prefix) {
        this.service = service;
        this.prefix = prefix;
    }

    /** The table of a service, whose name is a part of the names of its metrics. */
    public static MetricTable of(String service) {
        return new MetricTable(service, Metrics.PREFIX + service + "_");
    }

    /** The table of what every process has. */
    static MetricTable shared() {
        return new MetricTable("every process", Metrics.PREFIX);
    }

    /** Whose metrics these are. */
    public String service() {
        return service;
    }

    /** All metrics, in the order in which they were added. */
    public List<MetricSpec> rows() {
        return List.copyOf(rows);
    }

    /** @param name without the prefix, with {@code _total} */
    public MetricSpec counter(String name, String unit, String help, MetricLabel... labels) {
        return add(name, MetricType.COUNTER, unit, help, List.of(), labels);
    }

    /** @param name without the prefix */
    public MetricSpec gauge(String name, String unit, String help, MetricLabel... labels) {
        return add(name, MetricType.GAUGE, unit, help, List.of(), labels);
    }

    /** @param name without the prefix, with {@code _info} */
    public MetricSpec info(String name, String help, MetricLabel... labels) {
        return add(name, MetricType.INFO, "", help, List.of(), labels);
    }

    /**
     * @param name without the prefix
     * @param bounds of its buckets, ascending
     */
    public MetricSpec histogram(String name, String unit, String help, List<Double> bounds, MetricLabel... labels) {
        return add(name, MetricType.HISTOGRAM, unit, help, bounds, labels);
    }

    /**
     * A histogram of durations with the buckets that all of these share.
     *
     * @param name without the prefix, with {@code _seconds}
     */
    public MetricSpec latency(String name, String help, MetricLabel... labels) {
        return add(name, MetricType.HISTOGRAM, "seconds", help, LATENCY_BOUNDS, labels);
    }

    private MetricSpec add(
            String name, MetricType type, String unit, String help, List<Double> bounds, MetricLabel... labels) {
        MetricSpec row = new MetricSpec(prefix + name, type, unit, help, bounds, Arrays.asList(labels));
        if (rows.stream().anyMatch(other -> other.name().equals(row.name()))) {
            throw new IllegalArgumentException("two metrics have the name " + row.name());
        }
        rows.add(row);
        return row;
    }
}
