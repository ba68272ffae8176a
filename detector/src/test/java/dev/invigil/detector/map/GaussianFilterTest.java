// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GaussianFilterTest {
    @Test
    void shouldLeaveAFlatMapFlat() {
        float[] flat = new float[7 * 5];
        Arrays.fill(flat, 0.25f);
        assertThat(new GaussianFilter(4).apply(7, 5, flat)).containsOnly(0.25f);
    }

    @Test
    void shouldLeaveEveryMapAsItIsAtSigmaZero() {
        float[] map = {1, 2, 3, 4, 5, 6};
        assertThat(new GaussianFilter(0).apply(2, 3, map)).containsExactly(map);
    }

    @Test
    void shouldKeepTheSumBecauseTheBorderIsMirrored() {
        double[] map = new double[20 * 30];
        map[0] = 1;
        map[599] = 2;
        double[] smooth = new GaussianFilter(3).apply(20, 30, map);
        assertThat(Arrays.stream(smooth).sum()).isCloseTo(3, within(1e-12));
        assertThat(smooth[0]).isLessThan(1);
    }

    @Test
    void shouldRefuseASigmaThatIsNotANumber() {
        assertThatThrownBy(() -> new GaussianFilter(Double.NaN)).hasMessageContaining("sigma");
    }
}
