// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.program.Precision;
import org.junit.jupiter.api.Test;

class RecipeTest {
    @Test
    void shouldDropTheLearningRateAfterFourFifthsOfTheEpochs() {
        Recipe recipe = new Recipe(InvadVariant.INVAD, 128, 12, 16, 0.002, 42, Precision.FLOAT32);

        // int(0.8 * 12) = 9 epochs of 44 steps
        assertThat(recipe.stepsPerEpoch(719)).isEqualTo(44);
        assertThat(recipe.learningRate(0, 44)).isEqualTo(0.002);
        assertThat(recipe.learningRate(9 * 44 - 1, 44)).isEqualTo(0.002);
        assertThat(recipe.learningRate(9 * 44, 44)).isEqualTo(0.002 * 0.1);
    }

    @Test
    void shouldKeepTheLearningRateOfASingleEpoch() {
        assertThat(new Recipe(InvadVariant.INVAD, 128, 1, 16, 0.002, 42, Precision.FLOAT32).learningRate(5, 10))
                .isEqualTo(0.002);
    }

    @Test
    void shouldRefuseAPictureSizeThatTheNetworkCannotHalveFourTimes() {
        assertThatThrownBy(() -> new Recipe(InvadVariant.INVAD, 100, 1, 1, 0.1, 1, Precision.FLOAT32))
                .hasMessage("the picture size must be a multiple of 16 from 32, not 100");
    }

    @Test
    void shouldKnowTheDetectorsByTheirLabels() {
        assertThat(InvadVariant.of("invad-lite")).isEqualTo(InvadVariant.INVAD_LITE);
        assertThatThrownBy(() -> InvadVariant.of("uniad"))
                .hasMessage("no detector \"uniad\": write invad or invad-lite");
    }
}
