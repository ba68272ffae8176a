// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleModelTest {
    @Test
    void shouldSayWhatIsMissingWhereThereIsNoBundle(@TempDir Path empty) {
        assertThatThrownBy(() -> BundleModel.of(empty, "cpu").open())
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("manifest.json");
    }
}
