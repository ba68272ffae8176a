// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankUrnTest {

    /** With as many groups as gaps it is the conformal p-value: the share of all scores so far that are at least as high. */
    @Test
    void shouldGiveTheRangeOfTheConformalPValue() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int m = random.nextInt(30);
            List<Double> calibration = new ArrayList<>();
            random.doubles(m).forEach(calibration::add);
            List<Integer> gapsOfParts = new ArrayList<>();
            RankUrn urn = RankUrn.EMPTY;
            for (int part = 0; part < 50; part++) {
                double score = random.nextDouble();
                int gap = (int)
                        calibration.stream().filter(other -> other > score).count();
                // others in the same gap count as equal: only their gap is known
                long above =
                        gap + gapsOfParts.stream().filter(other -> other < gap).count();
                long equal =
                        1 + gapsOfParts.stream().filter(other -> other == gap).count();
                double all = m + 1.0 + part;

                assertThat(urn.pValue(m + 1, gap, 0)).isCloseTo(above / all, within(1e-12));
                assertThat(urn.pValue(m + 1, gap, 1)).isCloseTo((above + equal) / all, within(1e-12));
                gapsOfParts.add(gap);
                urn = urn.with(m + 1, gap);
            }
        }
    }

    /** Independent and uniform: each third of the p-values, and each pair of neighbours, is as frequent as the others. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 40, 41, 500})
    void shouldGiveIndependentUniformPValuesWhateverTheNumberOfGaps(int gaps) {
        int[][] seen = new int[3][3];
        Random random = new Random(gaps);
        int rounds = 3_000;
        for (int round = 0; round < rounds; round++) {
            double[] calibration = random.doubles(gaps - 1L).toArray();
            RankUrn urn = RankUrn.EMPTY;
            int previous = 0;
            for (int part = 0; part < 4; part++) {
                double score = random.nextDouble();
                int gap = 0;
                for (double other : calibration) {
                    gap += other > score ? 1 : 0;
                }
                int third = (int) (3 * urn.pValue(gaps, gap, random.nextDouble()));
                urn = urn.with(gaps, gap);
                if (part == 3) {
                    seen[previous][third]++;
                }
                previous = third;
            }
        }

        double expected = rounds / 9.0;
        for (int[] row : seen) {
            for (int count : row) {
                assertThat((double) count).isCloseTo(expected, within(4.5 * Math.sqrt(expected * 8 / 9)));
            }
        }
        assertThat(RankUrn.EMPTY.with(gaps, 0).counts()).hasSizeLessThanOrEqualTo(RankUrn.GROUPS);
    }
}
