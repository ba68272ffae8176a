// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.kit.config.Configuration;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FileStatesTest {

    @Test
    void shouldWaitTenTimesAsLongForTheRestOfAFile() {
        FileStates files = files("3s");
        StabilityCheck.Look half = new StabilityCheck.Look("a.jpg", new FileState(10, 1000));

        assertThat(files.waitForRest(half, 0)).isTrue();
        assertThat(files.waitForRest(half, TimeUnit.SECONDS.toNanos(29))).isTrue();
        assertThat(files.waitForRest(half, TimeUnit.SECONDS.toNanos(30))).isFalse();
    }

    @Test
    void shouldWaitAnewWhenTheFileHasGrown() {
        FileStates files = files("3s");
        StabilityCheck.Look grown = new StabilityCheck.Look("a.jpg", new FileState(20, 2000));

        files.waitForRest(new StabilityCheck.Look("a.jpg", new FileState(10, 1000)), 0);
        assertThat(files.waitForRest(grown, TimeUnit.SECONDS.toNanos(100))).isTrue();
        assertThat(files.waitForRest(grown, TimeUnit.SECONDS.toNanos(129))).isTrue();
    }

    @Test
    void shouldNotWaitWhereFinishedFilesAreMovedIntoPlace() {
        assertThat(files("0ms").waitForRest(new StabilityCheck.Look("a.jpg", new FileState(10, 1000)), 0))
                .isFalse();
    }

    private static FileStates files(String settle) {
        return new FileStates(
                Configuration.parse("path: /data\nsettle: " + settle, "test", FolderConfig.class, Map.of()),
                new IngestMetrics(new PrometheusRegistry()));
    }
}
