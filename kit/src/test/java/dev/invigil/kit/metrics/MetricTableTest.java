// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricTableTest {
    private enum Fruit {
        RED_APPLE,
        PEAR
    }

    private final MetricTable table = MetricTable.of("test");
    private final PrometheusRegistry registry = new PrometheusRegistry();

    @Test
    void shouldBeginACounterWithKnownLabelValuesAtZero() {
        MetricLabel fruit =
                MetricLabel.of("fruit", "what was picked", Fruit.class).or("none");
        Counter counter = table.counter("picked_total", "pieces", "Pieces that were picked", fruit)
                .counter(registry);
        counter.labelValues(LabelValue.of(Fruit.PEAR)).inc();

        assertThat(values()).isEqualTo(Map.of("red_apple", 0.0, "pear", 1.0, "none", 0.0));
    }

    @Test
    void shouldNotInventSeriesForNames() {
        table.counter(
                        "picked_total",
                        "pieces",
                        "Pieces that were picked",
                        MetricLabel.of("fruit", "what was picked", Fruit.class),
                        MetricLabel.names("camera", "name of the camera"))
                .counter(registry);

        assertThat(values()).isEmpty();
    }

    @Test
    void shouldRefuseWhatBreaksTheConventions() {
        assertThatThrownBy(() -> table.counter("picked", "pieces", "Pieces")).hasMessageContaining("_total");
        assertThatThrownBy(() -> table.gauge("picked_total", "pieces", "Pieces"))
                .hasMessageContaining("_total");
        assertThatThrownBy(() -> table.gauge("picked", "pieces", "Pieces.")).hasMessageContaining("full stop");
        assertThatThrownBy(() -> MetricLabel.of("fruit", "what", "Red-Apple")).hasMessageContaining("lower case");
        table.gauge("picked", "pieces", "Pieces");
        assertThatThrownBy(() -> table.gauge("picked", "pieces", "Pieces")).hasMessageContaining("two metrics");
    }

    @Test
    void shouldHaveAllRowsInOrder() {
        table.latency("pick_seconds", "Time to pick");
        table.info("tree_info", "The tree", MetricLabel.names("name", "its name"));

        assertThat(table.rows())
                .extracting(MetricSpec::name)
                .isEqualTo(List.of("invigil_test_pick_seconds", "invigil_test_tree_info"));
    }

    private Map<String, Double> values() {
        return registry.scrape().stream()
                .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
                .collect(Collectors.toMap(
                        point -> point.getLabels().get("fruit"), CounterSnapshot.CounterDataPointSnapshot::getValue));
    }
}
