// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void shouldNameTheTimesBeforeAndAfter() {
        CronSchedule weekdays = CronSchedule.of("30 2 * * 1-5", BERLIN);
        // a Friday, 03:00 in Berlin
        Instant friday = Instant.parse("2026-11-27T02:00:00Z");

        assertThat(weekdays.lastUpTo(friday)).contains(Instant.parse("2026-11-27T01:30:00Z"));
        assertThat(weekdays.after(friday)).contains(Instant.parse("2026-11-30T01:30:00Z"));
    }

    @Test
    void shouldCountATimeItselfAsPassed() {
        CronSchedule hourly = CronSchedule.of("0 * * * *", ZoneId.of("UTC"));
        Instant exact = Instant.parse("2026-11-27T02:00:00Z");

        assertThat(hourly.lastUpTo(exact)).contains(exact);
        assertThat(hourly.lastUpTo(exact.plusMillis(1))).contains(exact);
        assertThat(hourly.lastUpTo(exact.minusMillis(1))).contains(Instant.parse("2026-11-27T01:00:00Z"));
    }

    /** 02:30 does not exist on the night in which the clocks go forward, and exists twice when they go back. */
    @Test
    void shouldHaveOneTimeInEachNightOfAClockChange() {
        CronSchedule nightly = CronSchedule.of("30 2 * * *", BERLIN);

        Instant spring = nightly.after(Instant.parse("2026-03-28T12:00:00Z")).orElseThrow();
        assertThat(spring).isBetween(Instant.parse("2026-03-29T00:30:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
        Instant autumn = nightly.after(Instant.parse("2026-10-24T12:00:00Z")).orElseThrow();
        Instant next = nightly.after(autumn).orElseThrow();
        assertThat(next).isEqualTo(Instant.parse("2026-10-26T01:30:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "* * * *", "61 * * * *", "every day", "0 0 30 2 *  x", "0 2 * * 8"})
    void shouldRefuseWhatIsNotASchedule(String expression) {
        assertThatThrownBy(() -> CronSchedule.of(expression, BERLIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a cron expression of five fields")
                .hasMessageContaining("30 2 * * 1-5");
    }
}
