// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CameraLabelsTest {
    private final Counter others = MetricTable.of("test")
            .counter("other_camera_frames_total", "frames", "Frames of other cameras")
            .counter(new PrometheusRegistry());

    @Test
    void shouldGiveInventedNamesOneLabelBeyondTheLimit() {
        CameraLabels labels = new CameraLabels(List.of(), 3, others);

        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            seen.add(labels.of("invented-" + i));
        }

        assertThat(seen).containsExactly("invented-0", "invented-1", "invented-2", "other");
        assertThat(others.get()).isEqualTo(27);
    }

    @Test
    void shouldKeepTheCamerasThatAreKnownAndThoseThatCameFirst() {
        CameraLabels labels = new CameraLabels(List.of("cam-1"), 1, others);
        labels.of("first");
        labels.of("second");

        assertThat(labels.of("cam-1")).isEqualTo("cam-1");
        assertThat(labels.of("first")).isEqualTo("first");
        assertThat(labels.of("second")).isEqualTo("other");
        assertThat(others.get()).isEqualTo(2);
    }
}
