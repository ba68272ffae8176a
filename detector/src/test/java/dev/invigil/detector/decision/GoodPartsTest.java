// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GoodPartsTest {
    private static final List<Integer> PARTS = IntStream.range(0, 103).boxed().toList();

    @Test
    void shouldPutEveryPartOnExactlyOneSide() {
        GoodParts<Integer> split = GoodParts.split(PARTS, 0.2, 1);
        assertThat(split.calibration().list()).hasSize(21).isSorted();
        assertThat(split.training().list()).hasSize(82).isSorted();
        List<Integer> both = new ArrayList<>(split.calibration().list());
        both.addAll(split.training().list());
        assertThat(both).containsExactlyInAnyOrderElementsOf(PARTS);
    }

    @Test
    void shouldSplitTheSameWayForTheSameSeedOnly() {
        Set<List<Integer>> seen = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            List<Integer> calibration =
                    GoodParts.split(PARTS, 0.2, seed).calibration().list();
            assertThat(GoodParts.split(PARTS, 0.2, seed).calibration().list()).isEqualTo(calibration);
            seen.add(calibration);
        }
        assertThat(seen).hasSize(20);
    }

    @Test
    void shouldLeaveAtLeastOnePartOnEachSide() {
        for (double share : new double[] {0.01, 0.5, 0.99}) {
            GoodParts<String> split = GoodParts.split(List.of("a", "b"), share, 7);
            assertThat(split.calibration().list()).hasSize(1);
            assertThat(split.training().list()).hasSize(1);
        }
    }

    @Test
    void shouldRefuseAPartListedTwiceAndTooFewParts() {
        assertThatThrownBy(() -> GoodParts.split(List.of("a", "b", "a"), 0.2, 1))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> GoodParts.split(List.of("a"), 0.2, 1)).hasMessageContaining("at least two");
        assertThatThrownBy(() -> GoodParts.split(PARTS, 1, 1)).hasMessageContaining("share");
    }
}
