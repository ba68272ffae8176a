// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

/** A point of a chart, in the chart's units; y grows downwards. */
public record Dot(double x, double y) {
    /** Whether both coordinates are finite. */
    public boolean isFinite() {
        return Double.isFinite(x) && Double.isFinite(y);
    }
}
