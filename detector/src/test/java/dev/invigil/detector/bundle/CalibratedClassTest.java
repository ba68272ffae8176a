// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.decision.CalibrationScores;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.ProductThresholds;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CalibratedClassTest {
    private static final List<Double> GENERAL = List.of(0.5, 0.1, 0.4, 0.2, 0.3);
    private static final List<Double> OWN = List.of(0.8, 0.7, 0.6, 0.9, 0.5);

    @Test
    void shouldGiveEachThresholdTheScoresThatItWasComputedFrom() {
        Optional<String> mask = Optional.of("ab".repeat(32));
        ProductThresholds thresholds = CalibratedClass.of("bottle", 9, GENERAL, FalseRejectRates.DEFAULT)
                .with(
                        "cam-1",
                        CalibratedCamera.of(OWN, FalseRejectRates.DEFAULT).withMask(mask))
                .thresholds();

        assertThat(thresholds.generalScores()).contains(new CalibrationScores(GENERAL, Optional.empty()));
        assertThat(thresholds.generalScores().orElseThrow().ascending()).isSorted();
        assertThat(thresholds.cameraScores()).containsOnlyKeys("cam-1").containsValue(new CalibrationScores(OWN, mask));
        assertThat(thresholds.cameras().get("cam-1").parts()).isEqualTo(OWN.size());
    }
}
