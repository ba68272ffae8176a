// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.contracts.verdict.Decision;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MapPolicyTest {
    @Test
    void shouldKeepTheMapsOfAllRejectsAndReviews() {
        MapPolicy none = new MapPolicy(0);

        assertThat(none.keeps(Decision.REJECT, "a")).isTrue();
        assertThat(none.keeps(Decision.REVIEW, "a")).isTrue();
        assertThat(none.keeps(Decision.PASS, "a")).isFalse();
    }

    @Test
    void shouldKeepTheAskedShareOfPassesWhateverTheIdsLookLike() {
        MapPolicy tenth = new MapPolicy(0.1);

        long kept = IntStream.range(0, 20_000)
                .filter(i -> tenth.keeps(Decision.PASS, "line-1/cam-2/" + i))
                .count();

        assertThat(kept / 20_000.0).isCloseTo(0.1, within(0.01));
    }

    @Test
    void shouldDecideTheSameForTheSameFrameAgain() {
        MapPolicy half = new MapPolicy(0.5);

        assertThat(IntStream.range(0, 100).mapToObj(i -> half.keeps(Decision.PASS, "f" + i)))
                .containsExactlyElementsOf(IntStream.range(0, 100)
                        .mapToObj(i -> half.keeps(Decision.PASS, "f" + i))
                        .toList());
    }

    @Test
    void shouldKeepAllOrNoPassesAtTheEndsOfTheScale() {
        assertThat(new MapPolicy(1).keeps(Decision.PASS, "any")).isTrue();
        assertThat(new MapPolicy(0).keeps(Decision.PASS, "any")).isFalse();
    }
}
