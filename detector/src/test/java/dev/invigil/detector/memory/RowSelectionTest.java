// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowSelectionTest {
    @Test
    void shouldBeginInTheMiddleAndThenTakeTheFarthest() {
        float[] line = {0, 10, 4, 5, 7};

        assertThat(RowSelection.of(line, 1, 4)).containsExactly(3, 0, 1, 4);
    }

    @Test
    void shouldChooseFewerAsTheBeginningOfMore() {
        SplittableRandom random = new SplittableRandom(4);
        float[] patches = new float[60 * 5];
        for (int i = 0; i < patches.length; i++) {
            patches[i] = (float) random.nextGaussian();
        }
        int[] more = RowSelection.of(patches, 5, 40);

        assertThat(more).doesNotHaveDuplicates().hasSize(40);
        for (int count = 1; count < 40; count++) {
            assertThat(RowSelection.of(patches, 5, count)).isEqualTo(Arrays.copyOf(more, count));
        }
    }

    @Test
    void shouldChooseEveryPatchOnceWhenThereAreFewOrAllAreEqual() {
        assertThat(RowSelection.of(new float[8], 2, 9)).containsExactly(0, 1, 2, 3);
        assertThat(RowSelection.of(new float[8], 2, 3)).hasSize(3).doesNotHaveDuplicates();
    }
}
