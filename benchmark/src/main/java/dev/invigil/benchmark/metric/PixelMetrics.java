// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.Map;

/** A definition's pixel metrics of one class. */
interface PixelMetrics {

    /** One walk over the population; a value or a reason for every pixel metric but the summaries. */
    Map<Metric, MetricValue> of(Pixels pixels);
}
