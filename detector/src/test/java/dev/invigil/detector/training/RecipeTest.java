// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.graph.Precision;
import org.junit.jupiter.api.Test;

class RecipeTest {
    @Test
    void shouldLeaveOutTheLastIncompleteBatchUnlessItIsTheOnlyOne() {
        Recipe recipe = new Recipe(12, 16, 0.002, 42, Precision.FLOAT32);
        assertThat(recipe.stepsPerEpoch(719)).isEqualTo(44);
        assertThat(recipe.stepsPerEpoch(7)).isEqualTo(1);
    }

    @Test
    void shouldRefuseNumbersOutOfRange() {
        assertThatThrownBy(() -> new Recipe(0, 16, 0.002, 42, Precision.FLOAT32))
                .hasMessage("epochs and batch must be at least 1, not 0 and 16");
        assertThatThrownBy(() -> new Recipe(1, 16, Double.NaN, 42, Precision.FLOAT32))
                .hasMessageContaining("the learning rate must be greater than 0 and at most 1");
    }
}
