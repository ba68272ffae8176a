// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.alerts.rule.Rules;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.config.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertsConfigTest {

    @Test
    void shouldHaveDefaultsThatHoldTogether() {
        AlertsConfig config = parse("");

        assertThat(config.rules().kOfN().enabled()).isTrue();
        assertThat(config.rulesOf("any")).isEqualTo(config.rules());
        assertThat(AlertTopology.tick(config)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void shouldReplaceARuleAsAWholeForOneCamera() {
        AlertsConfig config = parse("""
                rules: {silent-camera: {after: 2m}, k-of-n: {k: 7}}
                cameras:
                  cam-3: {silent-camera: {after: 10s}}
                """);

        Rules special = config.rulesOf("cam-3");
        assertThat(special.silentCamera().after()).isEqualTo(Duration.ofSeconds(10));
        assertThat(special.kOfN().k()).isEqualTo(7);
        assertThat(config.rulesOf("cam-4").silentCamera().after()).isEqualTo(Duration.ofMinutes(2));
        assertThat(AlertTopology.tick(config)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldNameEveryWrongSettingAtItsPlace() {
        assertThatThrownBy(() -> parse("""
                        application-id: "a b"
                        rules:
                          k-of-n: {k: 9, n: 5}
                          reject-rate: {margin: 0, significance: 2, adopt-after: 1m}
                        """))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("rules.k-of-n.k")
                .hasMessageContaining("rules.reject-rate.margin")
                .hasMessageContaining("rules.reject-rate.significance")
                .hasMessageContaining("rules.reject-rate.adopt-after");
    }

    @Test
    void shouldRefuseACameraWhoseRulesDoNotGoWithTheGeneralOnes() {
        assertThatThrownBy(() -> parse("""
                        rules: {forget-after: 1h}
                        cameras:
                          cam-3: {silent-camera: {after: 2h}}
                        """))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cameras.cam-3")
                .hasMessageContaining("silent-camera.after");
    }

    private static AlertsConfig parse(String yaml) {
        return Configuration.parse(yaml, "invigil.yaml", AlertsConfig.class, Map.of());
    }
}
