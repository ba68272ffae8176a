// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Consumer;

/**
 * One metric, a row of a {@link MetricTable}. The methods register it; a registry can hold each metric once.
 *
 * @param name complete, as queries have it: a counter ends in {@code _total}, an info in {@code _info}
 * @param unit of its value; empty for an info
 * @param help one sentence without a full stop
 * @param bounds upper bounds of the buckets of a histogram, else empty
 */
public record MetricSpec(
        String name, MetricType type, String unit, String help, List<Double> bounds, List<MetricLabel> labels) {
    public MetricSpec {
        bounds = List.copyOf(bounds);
        labels = List.copyOf(labels);
        requireEnding(name, type == MetricType.COUNTER, "_total");
        requireEnding(name, type == MetricType.INFO, "_info");
        if (help.isBlank() || help.endsWith(".")) {
            throw new IllegalArgumentException("the help of " + name + " must be a sentence without a full stop");
        }
        if (bounds.isEmpty() == (type == MetricType.HISTOGRAM)) {
            throw new IllegalArgumentException(name + ": a histogram has buckets, other metrics have none");
        }
    }

    private static void requireEnding(String name, boolean required, String ending) {
        if (name.endsWith(ending) != required) {
            throw new IllegalArgumentException(
                    name + (required ? " must end in " : " must not end in ") + ending + ", as its type requires");
        }
    }

    /** Registers a counter. All series of a counter without labels or with known values begin at 0. */
    public Counter counter(PrometheusRegistry registry) {
        Counter counter = Counter.builder()
                .name(require(MetricType.COUNTER))
                .help(help)
                .labelNames(labelNames())
                .register(registry);
        announce(counter::initLabelValues);
        return counter;
    }

    /** Registers a counter whose values are read at each scrape. */
    public void counter(PrometheusRegistry registry, Consumer<CounterWithCallback.Callback> values) {
        CounterWithCallback.builder()
                .name(require(MetricType.COUNTER))
                .help(help)
                .labelNames(labelNames())
                .callback(values)
                .register(registry);
    }

    /** Registers a gauge. */
    public Gauge gauge(PrometheusRegistry registry) {
        return Gauge.builder()
                .name(require(MetricType.GAUGE))
                .help(help)
                .labelNames(labelNames())
                .register(registry);
    }

    /** Registers a gauge whose values are read at each scrape. */
    public void gauge(PrometheusRegistry registry, Consumer<GaugeWithCallback.Callback> values) {
        GaugeWithCallback.builder()
                .name(require(MetricType.GAUGE))
                .help(help)
                .labelNames(labelNames())
                .callback(values)
                .register(registry);
    }

    /**
     * Registers a histogram. Classic buckets only: the common Prometheus servers drop them where native ones are offered beside. All series
     * of one without labels or with known values begin at 0.
     */
    public Histogram histogram(PrometheusRegistry registry) {
        Histogram histogram = Histogram.builder()
                .name(require(MetricType.HISTOGRAM))
                .help(help)
                .labelNames(labelNames())
                .classicOnly()
                .classicUpperBounds(
                        bounds.stream().mapToDouble(Double::doubleValue).toArray())
                .register(registry);
        announce(histogram::initLabelValues);
        return histogram;
    }

    /** Registers an info. */
    public Info info(PrometheusRegistry registry) {
        return Info.builder()
                .name(require(MetricType.INFO))
                .help(help)
                .labelNames(labelNames())
                .register(registry);
    }

    private String[] labelNames() {
        return labels.stream().map(MetricLabel::name).toArray(String[]::new);
    }

    private String require(MetricType used) {
        if (type != used) {
            throw new IllegalStateException(name + " is a " + type + ", not a " + used);
        }
        return name;
    }

    /** Calls with every combination of label values, when all are known. */
    private void announce(Consumer<String[]> init) {
        if (labels.isEmpty() || labels.stream().anyMatch(label -> label.values().isEmpty())) {
            return;
        }
        String[] values = new String[labels.size()];
        announce(init, values, 0);
    }

    private void announce(Consumer<String[]> init, String[] values, int next) {
        if (next == values.length) {
            init.accept(values.clone());
            return;
        }
        for (String value : labels.get(next).values()) {
            values[next] = value;
            announce(init, values, next + 1);
        }
    }
}
