// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * Every name begins with {@value #PREFIX}, then the service; durations are in seconds, counters end in {@code _total}. Labels
 * hold constants of enumerations, cameras and products; never ids. Each service lists its own metrics in one class.
 */
public final class Metrics {
    public static final String PREFIX = "invigil_";

    /** Upper bounds of all latency histograms, in seconds: 1 ms to 30 s. */
    private static final double[] LATENCY_BOUNDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };

    private Metrics() {}

    /**
     * A registry of one process, with the JVM's metrics and {@code invigil_build_info}.
     *
     * @param version of Invigil
     */
    public static PrometheusRegistry registry(String version) {
        PrometheusRegistry registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        Info build = Info.builder()
                .name(PREFIX + "build_info")
                .help("Versions of Invigil and of Java; the value is always 1")
                .labelNames("version", "java")
                .register(registry);
        build.setLabelValues(version, Runtime.version().toString());
        return registry;
    }

    /**
     * A latency histogram with the shared buckets, to be completed with help and labels and registered. Classic buckets only: the
     * common Prometheus servers drop them where native ones are offered beside.
     *
     * @param name complete, ending in {@code _seconds}
     */
    public static Histogram.Builder latency(String name) {
        return Histogram.builder().name(name).classicOnly().classicUpperBounds(LATENCY_BOUNDS);
    }
}
