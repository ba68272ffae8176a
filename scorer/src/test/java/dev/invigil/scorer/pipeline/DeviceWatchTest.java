// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeviceWatchTest {
    private long now = Long.MAX_VALUE - 1_000_000_000L; // the clock may wrap

    private final DeviceWatch watch = new DeviceWatch(
            new DeviceWatch.Limits(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30)), () -> now);

    @Test
    void shouldBeHealthyWithoutWork() {
        pass(3600);

        assertThat(watch.readyProblem()).isEmpty();
        assertThat(watch.liveProblem()).isEmpty();
    }

    @Test
    void shouldNotBeReadyThenNotLiveWhileACallHangs() {
        watch.inFlightSince(OptionalLong.of(now));
        watch.begins(DeviceWatch.Call.SCORE);
        pass(5);
        assertThat(watch.readyProblem()).isEmpty();

        pass(1);
        assertThat(watch.readyProblem())
                .contains(
                        "the oldest frame in flight was read 6.0 s ago, longer than scorer.frame-age-limit of 5.0 s; the device"
                                + " has been scoring a batch for 6.0 s");
        assertThat(watch.liveProblem()).isEmpty();

        pass(5);
        assertThat(watch.liveProblem()).hasValueSatisfying(problem -> assertThat(problem)
                .contains("scoring a batch for 11.0 s", "scorer.device-call-limit of 10.0 s"));
    }

    @Test
    void shouldAllowAWarmUpItsOwnTime() {
        watch.begins(DeviceWatch.Call.WARM_UP);
        pass(30);
        assertThat(watch.liveProblem()).isEmpty();

        pass(1);
        assertThat(watch.liveProblem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("scorer.warm-up-limit of 30.0 s"));
    }

    @Test
    void shouldBeHealthyAgainWhenTheCallHasEnded() {
        watch.inFlightSince(OptionalLong.of(now));
        watch.begins(DeviceWatch.Call.SCORE);
        pass(60);
        watch.ended();
        watch.inFlightSince(OptionalLong.empty());

        assertThat(watch.readyProblem()).isEmpty();
        assertThat(watch.liveProblem()).isEmpty();
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }
}
