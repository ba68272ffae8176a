// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.contracts.config.Configuration;
import dev.invigil.contracts.config.ConfigurationException;
import java.util.Map;
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
    void shouldRefuseToHoldLessThanOneBatch() {
        assertThatThrownBy(() -> read("{bundle: b, batch-size: 32, max-in-flight: 16}"))
                .hasMessageContaining("max-in-flight");
    }

    private static ScorerConfig read(String yaml) {
        return Configuration.parse(yaml, "test.yaml", ScorerConfig.class, Map.of());
    }
}
