// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DistillationRecipeTest {
    private static final DistillationRecipe RECIPE = new DistillationRecipe(100, 4, 0.002, 1);

    @Test
    void shouldLetTheLearningRateRiseAndFallToNothing() {
        assertThat(RECIPE.learningRate(0)).isEqualTo(0.001);
        assertThat(RECIPE.learningRate(2)).isCloseTo(0.002, org.assertj.core.data.Percentage.withPercentage(1));
        assertThat(RECIPE.learningRate(50)).isEqualTo(0.001, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(RECIPE.learningRate(99)).isLessThan(1e-5).isPositive();
    }

    @Test
    void shouldShowAsManyPixelsInEachStep() {
        assertThat(RECIPE.viewSize(0)).isEqualTo(192);
        assertThat(RECIPE.viewSize(1)).isEqualTo(144);
        assertThat(RECIPE.viewSize(2)).isEqualTo(96);
        assertThat(RECIPE.batch(192)).isEqualTo(4);
        assertThat(RECIPE.batch(144)).isEqualTo(7);
        assertThat(RECIPE.batch(96)).isEqualTo(16);
    }

    @Test
    void shouldRefuseWhatCannotLearn() {
        assertThatThrownBy(() -> new DistillationRecipe(0, 4, 0.002, 1)).hasMessageContaining("steps");
        assertThatThrownBy(() -> new DistillationRecipe(1, 4, 0, 1)).hasMessageContaining("learning rate");
    }
}
