// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.config.ConfigurationException;
import dev.invigil.scorer.camera.CameraConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScorerConfigTest {
    @Test
    void shouldNeedNothingButABundle() {
        ScorerConfig config = read("bundle: models/line");

        assertThat(config.device()).isEqualTo("auto");
        assertThat(config.batchSize()).isEqualTo(8);
        assertThat(config.engineThreads()).isEmpty();
        assertThat(config.decodeThreads()).isEmpty();
        assertThat(config.instanceName()).isNotBlank();
    }

    @Test
    void shouldTakeABundleStoreInsteadOfABundle() {
        assertThat(read("store: bundles").store()).contains(Path.of("bundles"));
        assertThatThrownBy(() -> read("device: cpu"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("bundle: is missing; name a model bundle, or with store the bundle store");
    }

    @Test
    void shouldMakeUpANameThatNoOtherScorerHas() {
        assertThat(read("bundle: b").instanceName())
                .isNotEqualTo(read("bundle: b").instanceName());
    }

    @Test
    void shouldTellEveryProblemAtOnce() {
        assertThatThrownBy(
                        () -> read(
                                "{bundle: b, batch-size: 0, device: tpu, engine-threads: 0, pass-maps: 2, window: 1h, instance: 'a b'}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("batch-size")
                .hasMessageContaining("device")
                .hasMessageContaining("engine-threads")
                .hasMessageContaining("pass-maps")
                .hasMessageContaining("window")
                .hasMessageContaining("instance");
    }

    @Test
    void shouldReadTheRulesOfCameras() {
        ScorerConfig config = read(
                "{bundle: b, cameras: {cam-3: {min-region-area: 12, ignore-mask: masks/cam-3.png, ignore-areas: [{x: 0, y: 0,"
                        + " width: 0.1, height: 1}]}}}");

        assertThat(config.cameras())
                .containsOnly(Map.entry(
                        "cam-3",
                        new CameraConfig(
                                Optional.of(12),
                                Optional.of(Path.of("masks/cam-3.png")),
                                List.of(new CameraConfig.Area(0, 0, 0.1, 1)))));
        assertThat(read("bundle: b").cameras()).isEmpty();
    }

    @Test
    void shouldSayWhichRuleOfACameraMakesNoSense() {
        assertThatThrownBy(
                        () -> read(
                                "{bundle: b, cameras: {cam-3: {min-region-area: 0, ignore-areas: [{x: 0.5, y: 0, width: 0.6, height: 1}]}}}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cameras.cam-3.ignore-areas")
                .hasMessageContaining("must be above 0 and end within the image, but is 0.6");
        assertThatThrownBy(() -> read("{bundle: b, cameras: {cam-3: {min-region-area: 0}}}"))
                .hasMessageContaining("cameras.cam-3.min-region-area");
    }

    @Test
    void shouldRefuseToHoldLessThanOneBatch() {
        assertThatThrownBy(() -> read("{bundle: b, batch-size: 32, max-in-flight: 16}"))
                .hasMessageContaining("max-in-flight");
    }

    private static ScorerConfig read(String yaml) {
        return Configuration.parse(yaml, "test.yaml", ScorerConfig.class, Map.of());
    }
}
