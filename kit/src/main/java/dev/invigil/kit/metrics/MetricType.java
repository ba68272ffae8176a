// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

/** The kinds of metrics, as Prometheus has them. */
public enum MetricType {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    /** Always 1; its labels are the information. */
    INFO
}
