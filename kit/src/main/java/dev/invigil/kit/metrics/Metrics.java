// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * Every name begins with {@value #PREFIX}, then the service; durations are in seconds, counters end in {@code _total}. Labels
 * hold constants of enumerations ({@link LabelValue}), cameras ({@link CameraLabels}) and products that are known; never ids. Each service
 * has one {@link MetricTable}.
 */
public final class Metrics {
    public static final String PREFIX = "invigil_";

    private Metrics() {}

    /**
     * A registry of one process, with the JVM's metrics and {@code invigil_build_info}.
     *
     * @param version of Invigil
     */
    public static PrometheusRegistry registry(String version) {
        PrometheusRegistry registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        Info build = ProcessMetricTable.BUILD.info(registry);
        build.setLabelValues(version, Runtime.version().toString());
        return registry;
    }
}
