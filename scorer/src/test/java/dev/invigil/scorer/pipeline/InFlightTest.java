// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private static final TopicPartition ONE = new TopicPartition("frames", 1);
    private static final TopicPartition TWO = new TopicPartition("frames", 2);

    private final InFlight inFlight = new InFlight();

    @Test
    void shouldHoldBackWhatIsBehindAnUnfinishedFrame() {
        inFlight.assign(List.of(ONE));
        RecordRef first = inFlight.accept(ONE, 10, 5, 0);
        RecordRef second = inFlight.accept(ONE, 12, 5, 0); // an offset may be a transaction marker's

        inFlight.finish(Outcomes.refused(second));
        assertThat(inFlight.ready()).isEmpty();

        inFlight.finish(Outcomes.refused(first));
        assertThat(offsets(ONE)).containsExactly(10L, 12L);
    }

    @Test
    void shouldGiveTheSameAgainUntilItIsCommitted() {
        inFlight.assign(List.of(ONE));
        inFlight.finish(Outcomes.refused(inFlight.accept(ONE, 0, 5, 0)));
        RecordRef open = inFlight.accept(ONE, 1, 7, 0);

        Map<TopicPartition, List<Outcome>> ready = inFlight.ready();
        assertThat(inFlight.ready()).isEqualTo(ready);
        assertThat(inFlight.frames()).isEqualTo(2);
        inFlight.commit(ready);

        assertThat(inFlight.ready()).isEmpty();
        assertThat(inFlight.frames()).isEqualTo(1);
        assertThat(inFlight.bytes()).isEqualTo(7);
        assertThat(inFlight.isCurrent(open)).isTrue();
    }

    @Test
    void shouldDropResultsOfAPartitionThatWasLostAndCameBack() {
        inFlight.assign(List.of(ONE, TWO));
        RecordRef before = inFlight.accept(ONE, 0, 5, 0);
        RecordRef other = inFlight.accept(TWO, 0, 5, 0);

        inFlight.drop(List.of(ONE));
        assertThat(inFlight.isCurrent(before)).isFalse();
        inFlight.assign(List.of(ONE));
        RecordRef after = inFlight.accept(ONE, 0, 5, 0);
        inFlight.finish(Outcomes.refused(before));

        assertThat(inFlight.ready()).as("the old work is nobody's").isEmpty();
        assertThat(inFlight.isCurrent(before)).isFalse();
        assertThat(inFlight.isCurrent(after)).isTrue();
        assertThat(inFlight.isCurrent(other)).as("the other partition was kept").isTrue();
        assertThat(inFlight.frames()).isEqualTo(2);
    }

    @Test
    void shouldGiveEveryFrameOnceAndInOrderHoweverTheWorkCompletes() {
        Random random = new Random(11);
        inFlight.assign(List.of(ONE));
        List<RecordRef> working = new ArrayList<>();
        List<Long> committed = new ArrayList<>();
        for (long offset = 0; offset < 500; offset++) {
            working.add(inFlight.accept(ONE, offset, 1, 0));
            Collections.shuffle(working, random);
            while (working.size() > random.nextInt(20)) {
                inFlight.finish(Outcomes.refused(working.remove(0)));
            }
            if (random.nextInt(4) == 0) {
                committed.addAll(offsets(ONE));
                inFlight.commit(inFlight.ready());
            }
        }
        working.forEach(ref -> inFlight.finish(Outcomes.refused(ref)));
        committed.addAll(offsets(ONE));
        inFlight.commit(inFlight.ready());

        assertThat(committed).hasSize(500).isSorted();
        assertThat(inFlight.frames()).isZero();
        assertThat(inFlight.bytes()).isZero();
    }

    @Test
    void shouldTreatAFrameFinishedTwiceAsABug() {
        inFlight.assign(List.of(ONE));
        RecordRef ref = inFlight.accept(ONE, 3, 1, 0);
        inFlight.finish(Outcomes.refused(ref));

        assertThatThrownBy(() -> inFlight.finish(Outcomes.refused(ref)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3");
    }

    private List<Long> offsets(TopicPartition partition) {
        return inFlight.ready().getOrDefault(partition, List.of()).stream()
                .map(outcome -> outcome.ref().offset())
                .toList();
    }
}
