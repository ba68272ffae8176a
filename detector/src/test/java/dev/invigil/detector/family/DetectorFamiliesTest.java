// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.ToyFamily;
import org.junit.jupiter.api.Test;

class DetectorFamiliesTest {
    @Test
    void shouldFindFamiliesByName() {
        assertThat(DetectorFamilies.names()).startsWith("invad", "invad-lite");
        assertThat(DetectorFamilies.named("invad-lite").name()).isEqualTo("invad-lite");
        assertThatThrownBy(() -> DetectorFamilies.named("nix"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "unknown detector \"nix\"; the known ones are " + String.join(", ", DetectorFamilies.names()));
    }

    @Test
    void shouldKnowARegisteredFamilyUntilItIsClosed() {
        try (DetectorFamilies.Registration toy = DetectorFamilies.register(ToyFamily.TOY)) {
            assertThat(toy).isNotNull();
            assertThat(DetectorFamilies.named("toy")).isSameAs(ToyFamily.TOY);
            assertThatThrownBy(() -> DetectorFamilies.register(ToyFamily.TOY))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there already is a detector toy");
        }
        assertThat(DetectorFamilies.names()).doesNotContain("toy");
    }
}
