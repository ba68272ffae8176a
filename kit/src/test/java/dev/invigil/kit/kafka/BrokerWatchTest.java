// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BrokerWatchTest {
    private final AtomicLong nanos = new AtomicLong();
    private final BrokerWatch watch = new BrokerWatch("scorer", nanos::get);

    @Test
    void shouldReportABrokerThatIsSilentForMoreThanTenSeconds() {
        pass(Duration.ofSeconds(10));
        assertThat(watch.readyProblem()).isEmpty();

        pass(Duration.ofSeconds(1));
        assertThat(watch.readyProblem()).get().asString().contains("not been reached for 11 s", "The scorer continues");

        watch.reached();
        assertThat(watch.readyProblem()).isEmpty();
    }

    /** With a session timeout of 45 s a member sends a heartbeat every 11 s: a silence of 12 s is no fault. */
    @Test
    void shouldWaitForThreeHeartbeatsWhereTheyAreRare() {
        watch.heartbeat(Duration.ofMillis(11_250));

        pass(Duration.ofSeconds(33));
        assertThat(watch.readyProblem()).isEmpty();

        pass(Duration.ofSeconds(1));
        assertThat(watch.readyProblem()).isPresent();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
