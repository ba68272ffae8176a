// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionsTest {
    @Test
    void shouldJoinDiagonalContactAndListTheStrongestFirst() {
        AnomalyMap map = map("""
                .3...
                ..4..
                .....
                9...5
                ....5
                """);
        assertThat(Regions.above(map, 0.5, 1))
                .containsExactly(
                        new Region(0, 3, 1, 1, 1, 9, 0, 3),
                        new Region(4, 3, 1, 2, 2, 5, 4, 3),
                        new Region(1, 0, 2, 2, 2, 4, 2, 1));
    }

    @Test
    void shouldLeaveOutWhatIsSmallerThanTheMinimumArea() {
        assertThat(Regions.above(map("9.55\n...."), 0.5, 2)).containsExactly(new Region(2, 0, 2, 1, 2, 5, 2, 0));
    }

    @Test
    void shouldCountOnlyWhatIsGreaterThanTheThreshold() {
        assertThat(Regions.above(map("545"), 4, 1)).extracting(Region::x).containsExactly(0, 2);
        assertThat(Regions.above(map("545"), 5, 1)).isEmpty();
    }

    @Test
    void shouldKeepARingAndItsIslandApart() {
        AnomalyMap map = map("""
                11111
                1...1
                1.2.1
                1...1
                11111
                """);
        assertThat(Regions.above(map, 0.5, 1)).extracting(Region::area).containsExactly(1, 16);
    }

    @Test
    void shouldFindAWholeLargeMapAsOneRegion() {
        float[] values = new float[700 * 900];
        Arrays.fill(values, 1);
        assertThat(Regions.above(new AnomalyMap(700, 900, values), 0, 1))
                .containsExactly(new Region(0, 0, 900, 700, 630_000, 1, 0, 0));
    }

    @Test
    void shouldNotSeeARegionInNaN() {
        assertThat(Regions.above(new AnomalyMap(1, 2, new float[] {Float.NaN, 0}), 0.5, 1))
                .isEmpty();
    }

    @Test
    void shouldPassNaNOnToTheScore() {
        assertThat(new AnomalyMap(1, 3, new float[] {1, Float.NaN, 2}).max()).isNaN();
        assertThat(new AnomalyMap(1, 3, new float[] {-3, -1, -2}).max()).isEqualTo(-1);
    }

    /** Digits are values, dots are zero. */
    private static AnomalyMap map(String drawing) {
        List<String> rows = drawing.strip().lines().toList();
        int width = rows.get(0).length();
        float[] values = new float[rows.size() * width];
        for (int i = 0; i < values.length; i++) {
            char c = rows.get(i / width).charAt(i % width);
            values[i] = c == '.' ? 0 : c - '0';
        }
        return new AnomalyMap(rows.size(), width, values);
    }
}
