// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

/** The metrics that every process has. */
public final class ProcessMetricTable {
    public static final MetricTable TABLE = MetricTable.shared();

    static final MetricSpec BUILD = TABLE.info(
            "build_info",
            "Versions of Invigil and of Java",
            MetricLabel.names("version", "version of Invigil"),
            MetricLabel.names("java", "version of Java"));

    /** Registered by the server that answers the health checks. */
    public static final MetricSpec READY = TABLE.gauge(
            "ready",
            "boolean",
            "1 while the check behind /health/ready passes, 0 while it fails",
            MetricLabel.names("check", "name of the check, as /health/ready names it"));

    private ProcessMetricTable() {}
}
