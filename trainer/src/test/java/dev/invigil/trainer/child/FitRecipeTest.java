// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.kit.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitRecipeTest {
    @TempDir
    private Path folder;

    @Test
    void shouldTakePreprocessingAndLearningRateFromTheFamily() throws Exception {
        for (DetectorFamily family : DetectorFamilies.all()) {
            FitRecipe recipe = read("detector: %s\nsize: 64\nbatch: 16".formatted(family.name()));

            assertThat(recipe.preprocessing()).isEqualTo(family.preprocessing(64, 64));
            assertThat(recipe.recipe().learningRate()).isEqualTo(family.learningRate(16));
        }
        assertThat(read("learning-rate: 0.5").recipe().learningRate()).isEqualTo(0.5);
    }

    @Test
    void shouldRefuseASizeThatTheFamilyCannotTake() {
        assertThatThrownBy(() -> read("detector: arnet\nsize: 64x96"))
                .hasMessageContaining("the images must be square");
    }

    private FitRecipe read(String yaml) throws Exception {
        return Configuration.read(Files.writeString(folder.resolve("recipe.yaml"), yaml), FitRecipe.class, Map.of());
    }
}
