// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private final Batcher<Integer> batcher = new Batcher<>(8, 100);

    @Test
    void shouldWaitForCompanyAsLongAsTheOldestMay() {
        batcher.add(1, 1000);
        batcher.add(2, 1050);

        assertThat(batcher.nanosUntilDue(1060)).hasValue(40);
        assertThat(batcher.next(1099)).isEmpty();
        assertThat(batcher.next(1100)).containsExactly(1, 2);
    }

    @Test
    void shouldNotWaitOnceTheLargestBatchIsFull() {
        add(0, 9, 1000);

        assertThat(batcher.nanosUntilDue(1000)).hasValue(0);
        assertThat(batcher.next(1000)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(batcher.next(1000)).as("the ninth waits for company").isEmpty();
    }

    @Test
    void shouldSplitAnOddNumberIntoWarmedSizesWithoutFurtherWaiting() {
        add(0, 7, 1000);

        assertThat(batcher.next(1100)).containsExactly(0, 1, 2, 3);
        assertThat(batcher.next(1100)).containsExactly(4, 5);
        assertThat(batcher.next(1100)).containsExactly(6);
        assertThat(batcher.nanosUntilDue(1100)).isEmpty();
    }

    @Test
    void shouldNameEverySizeABatchCanHave() {
        assertThat(Batcher.sizes(1)).containsExactly(1);
        assertThat(Batcher.sizes(8)).containsExactly(1, 2, 4, 8);
        assertThat(Batcher.sizes(12)).containsExactly(1, 2, 4, 8, 12);
    }

    @Test
    void shouldGiveEveryItemOnceInOrderAndOnlyInNamedSizes() {
        Random random = new Random(7);
        Batcher<Integer> any = new Batcher<>(12, 50);
        List<Integer> given = new ArrayList<>();
        long now = Long.MAX_VALUE - 5000; // the clock may wrap
        int added = 0;
        while (added < 2000) {
            for (int i = random.nextInt(9); i > 0; i--) {
                any.add(added++, now);
            }
            for (List<Integer> batch = any.next(now); !batch.isEmpty(); batch = any.next(now)) {
                assertThat(Batcher.sizes(12)).contains(batch.size());
                given.addAll(batch);
            }
            now += random.nextInt(40);
        }
        for (List<Integer> batch = any.next(now + 50); !batch.isEmpty(); batch = any.next(now + 50)) {
            given.addAll(batch);
        }
        assertThat(given).hasSize(added).isSorted();
    }

    @Test
    void shouldRefuseBatchesOfNothing() {
        assertThatThrownBy(() -> new Batcher<>(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private void add(int first, int count, long now) {
        for (int i = first; i < first + count; i++) {
            batcher.add(i, now);
        }
    }
}
