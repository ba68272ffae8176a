// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private static final long MS = 1_000_000L;

    @Test
    void shouldSpaceFramesEvenly() {
        RateLimiter rateLimiter = new RateLimiter(50);
        List<Long> sent = new ArrayList<>();
        for (long now = 5 * MS; now <= 105 * MS; now += MS) {
            for (int i = rateLimiter.take(now, 16); i > 0; i--) {
                sent.add(now / MS);
            }
        }
        assertThat(sent).containsExactly(5L, 25L, 45L, 65L, 85L, 105L);
    }

    @Test
    void shouldCatchUpAShortDelayAndKeepTheRate() {
        RateLimiter rateLimiter = new RateLimiter(100);
        assertThat(rateLimiter.take(0, 1)).isEqualTo(1);
        assertThat(rateLimiter.take(35 * MS, 16)).isEqualTo(3);
        assertThat(rateLimiter.untilDue(35 * MS)).isEqualTo(5 * MS);
    }

    @Test
    void shouldNotBurstAfterAPause() {
        RateLimiter rateLimiter = new RateLimiter(10);
        assertThat(rateLimiter.take(0, 1)).isEqualTo(1);
        assertThat(rateLimiter.take(60_000 * MS, 16)).isEqualTo(1);
    }

    @Test
    void shouldLetEverythingThroughWithoutALimit() {
        RateLimiter rateLimiter = new RateLimiter(0);
        assertThat(rateLimiter.take(0, 16)).isEqualTo(16);
        assertThat(rateLimiter.untilDue(0)).isZero();
    }
}
