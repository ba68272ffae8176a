// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MaskRegionsTest {

    @Test
    void shouldJoinPixelsThatTouchDiagonallyAndGiveEachItsRegionsArea() {
        byte[] mask = {
            1, 0, 0, 0, 1,
            0, 1, 0, 0, 1,
            0, 0, 0, 0, 0,
            -1, 0, 1, 1, 1,
        };
        MaskRegions regions = MaskRegions.of(mask, 4, 5);
        assertThat(regions.count()).isEqualTo(4);
        assertThat(regions.areas()).containsExactly(2, 0, 0, 0, 2, 0, 2, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 3, 3, 3);
    }

    @Test
    void shouldNotJoinAcrossTheEdge() {
        byte[] mask = {
            0, 0, 1,
            1, 0, 0,
        };
        assertThat(MaskRegions.of(mask, 2, 3).count()).isEqualTo(2);
    }
}
