// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowSelectionTest {
    @Test
    void shouldTakeInTurnOneByChanceAndTheFarthestFromAllChosen() {
        float[] line = {0, 1, 2, 3, 40};
        for (long seed = 0; seed < 20; seed++) {
            int[] order = RowSelection.of(line, 1, 4, seed);
            assertThat(order).doesNotHaveDuplicates();
            assertThat(order[1]).as("farthest from the first").isEqualTo(order[0] == 4 ? 0 : 4);
            assertThat(order[3]).isEqualTo(farthest(line, Arrays.copyOf(order, 3)));
        }
    }

    @Test
    void shouldChooseFewerAsTheBeginningOfMoreAndTheSameForTheSameSeed() {
        SplittableRandom random = new SplittableRandom(4);
        float[] patches = new float[60 * 5];
        for (int i = 0; i < patches.length; i++) {
            patches[i] = (float) random.nextGaussian();
        }
        int[] all = RowSelection.of(patches, 5, 99, 7);

        assertThat(all).doesNotHaveDuplicates().hasSize(60);
        for (int count = 1; count <= 60; count++) {
            assertThat(RowSelection.of(patches, 5, count, 7)).isEqualTo(Arrays.copyOf(all, count));
        }
        assertThat(RowSelection.of(patches, 5, 60, 8)).isNotEqualTo(all);
    }

    @Test
    void shouldChooseEveryPatchOnceWhereAllAreEqual() {
        assertThat(RowSelection.of(new float[8], 2, 9, 1)).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(RowSelection.of(new float[8], 2, 3, 1)).hasSize(3).doesNotHaveDuplicates();
    }

    private static int farthest(float[] line, int[] chosen) {
        int farthest = -1;
        float most = -1;
        for (int i = 0; i < line.length; i++) {
            float least = Float.POSITIVE_INFINITY;
            for (int one : chosen) {
                least = Math.min(least, Math.abs(line[i] - line[one]));
            }
            if (least > most) {
                most = least;
                farthest = i;
            }
        }
        return farthest;
    }
}
