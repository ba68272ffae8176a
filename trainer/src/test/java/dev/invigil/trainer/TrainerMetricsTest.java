// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.trainer.retrain.RetrainingRun;
import dev.invigil.trainer.retrain.RunId;
import dev.invigil.trainer.retrain.SnapshotSummary;
import dev.invigil.trainer.schedule.Trigger;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TrainerMetricsTest {
    private static final Instant NOW = Instant.parse("2026-11-27T22:30:15Z");
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final TrainerMetrics metrics = new TrainerMetrics(registry);

    @Test
    void shouldShowThePhaseAtWorkWhenARunThatWaitsIsCancelled() {
        metrics.entered(
                waiting("20261127-223015").begun(NOW).taken(new SnapshotSummary("d", Map.of(), List.of()), NOW));

        metrics.entered(waiting("20261127-223016").cancelled(NOW));

        assertThat(phases()).containsEntry("fit", 1.0).containsEntry("idle", 0.0);
    }

    private static RetrainingRun.Waiting waiting(String id) {
        return new RetrainingRun.Waiting(
                new RetrainingRun.Facts(new RunId(id), NOW, List.of(new Trigger.Manual(NOW)), List.of()));
    }

    private Map<String, Double> phases() {
        return registry.scrape("invigil_trainer_phase"::equals).stream()
                .flatMap(metric -> ((GaugeSnapshot) metric).getDataPoints().stream())
                .collect(Collectors.toMap(
                        point -> point.getLabels().get("phase"), GaugeSnapshot.GaugeDataPointSnapshot::getValue));
    }
}
