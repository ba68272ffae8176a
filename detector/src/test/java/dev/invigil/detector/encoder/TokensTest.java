// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.uniad.UniadFamily;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final VisionTransformer DINO = VisionTransformer.DINOV2_SMALL;

    @Test
    void shouldRefuseTooManyAndTooFewTokensWithTheSizeThatIsTaken() {
        assertThatThrownBy(() -> DINO.requireSize(4088, 4088))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the encoder dinov2_vits14 takes at most 4096 patches of 14 pixels, but 4088 x 4088 has 85264;"
                                + " the largest size is --size 896");
        assertThatThrownBy(() -> DINO.requireSize(14, 280))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the encoder dinov2_vits14 needs at least 4 x 4 patches of 14 pixels, but 14 x 280 has 1 x 20;"
                                + " choose --size 56 or larger");
        assertThatThrownBy(() -> UniadFamily.UNIAD.requireSize(4096, 4096))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536; the largest size is --size 1024");
        for (int size : new int[] {56, 280, 896}) {
            assertThatCode(() -> DINO.requireSize(size, size)).doesNotThrowAnyException();
        }
        assertThatCode(() -> UniadFamily.UNIAD.requireSize(1024, 1024)).doesNotThrowAnyException();
    }

    @Test
    void shouldNameASizeOfWholePatches() {
        assertThatThrownBy(() -> DINO.requireSize(256, 256))
                .hasMessageContaining("multiple of 14 pixels")
                .hasMessageEndingWith("not 256 x 256; choose --size 252");
        assertThatThrownBy(() -> DINO.requireSize(256, 200)).hasMessageEndingWith("choose --size 252x196");
        assertThatThrownBy(() -> DINO.requireSize(16, 16)).hasMessageEndingWith("choose --size 56");
    }
}
