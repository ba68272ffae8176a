// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadLimitTest {
    private final LoadLimit limit = new LoadLimit(100, 1000);

    @Test
    void shouldPauseAtEitherBound() {
        assertThat(limit.pauses(false, 99, 999)).isFalse();
        assertThat(limit.pauses(false, 100, 0)).isTrue();
        assertThat(limit.pauses(false, 0, 1000)).isTrue();
    }

    @Test
    void shouldResumeBelowThreeQuartersOfBoth() {
        assertThat(limit.pauses(true, 76, 0)).isTrue();
        assertThat(limit.pauses(true, 0, 751)).isTrue();
        assertThat(limit.pauses(true, 75, 750)).isFalse();
    }

    @Test
    void shouldResumeEvenWhenOnlyOneFrameFits() {
        assertThat(new LoadLimit(1, 1).pauses(true, 0, 0)).isFalse();
        assertThat(new LoadLimit(1, 1).pauses(false, 1, 1)).isTrue();
    }
}
