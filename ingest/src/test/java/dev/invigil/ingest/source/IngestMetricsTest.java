// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.ingest.IngestConfig;
import dev.invigil.kit.config.Configuration;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IngestMetricsTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();

    @Test
    void shouldCountInventedCamerasTogether() {
        IngestMetrics metrics = new IngestMetrics(registry, List.of("cam-1"), 2);
        metrics.announce("http");
        metrics.committed(
                IntStream.range(0, 30).mapToObj(i -> draft("invented-" + i)).toList());
        metrics.committed(List.of(draft("cam-1")));

        assertThat(values("invigil_ingest_camera_frames", "camera"))
                .isEqualTo(Map.of("cam-1", 1.0, "invented-0", 1.0, "invented-1", 1.0, "other", 28.0));
        assertThat(values("invigil_ingest_frames", "source")).isEqualTo(Map.of("http", 31.0));
    }

    @Test
    void shouldBeginAtZero() {
        new IngestMetrics(registry, List.of("cam-1"), 2).announce("http");

        assertThat(values("invigil_ingest_frames", "source")).isEqualTo(Map.of("http", 0.0));
        assertThat(values("invigil_ingest_camera_frames", "camera")).isEqualTo(Map.of("cam-1", 0.0));
        assertThat(values("invigil_ingest_refused", "reason")).containsEntry("not_an_image", 0.0);
        assertThat(values("invigil_ingest_transactions", "result"))
                .isEqualTo(Map.of("committed", 0.0, "aborted", 0.0, "unknown", 0.0));
    }

    @Test
    void shouldKnowTheCamerasThatTheSourcesName() {
        IngestConfig config = Configuration.parse(
                "{http: {cameras: [cam-1, cam-2]}, folders: [{name: a, path: /a, pattern: '{product}/{part}.jpg', camera: cam-3},"
                        + " {name: b, path: /b}]}",
                "test",
                IngestConfig.class,
                Map.of());

        assertThat(config.namedCameras()).containsExactly("cam-1", "cam-2", "cam-3");
    }

    private static Draft draft(String camera) {
        return new Draft(
                "http",
                camera,
                "id-" + camera,
                camera,
                Optional.empty(),
                "bottle",
                Instant.EPOCH,
                "image/jpeg",
                "d",
                Draft.NO_STAMP,
                new byte[] {1});
    }

    private Map<String, Double> values(String metric, String label) {
        Map<String, Double> values = new TreeMap<>();
        registry.scrape(metric::equals).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .forEach(point -> values.put(point.getLabels().get(label), point.getValue()));
        return values;
    }
}
