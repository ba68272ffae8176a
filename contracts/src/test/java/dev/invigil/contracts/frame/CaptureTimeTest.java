// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureTimeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1970-01-01T01:00:00+01:00",
                "2026-01-31T08:15:30.250123456Z",
                "2199-12-31T23:59:59.999999999Z"
            })
    void shouldAcceptTheYears1970To2199(String text) {
        assertThat(CaptureTime.parse(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999999Z",
                "1970-01-01T00:59:59+01:00",
                "2200-01-01T00:00:00Z",
                "2400-01-01T00:00:00Z",
                "9999-12-31T23:59:59.9999999Z",
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z",
                "2026-01-31T08:15:30",
                "yesterday",
                ""
            })
    void shouldRefuseEverythingElse(String text) {
        assertThat(CaptureTime.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:01Z, 1000000000",
        "2026-01-01T00:00:01Z, 2026-01-01T00:00:00Z, 0",
        "9999-12-31T23:59:59Z, 2026-01-01T00:00:00Z, 0",
        "1600-01-01T00:00:00Z, 2026-01-01T00:00:00Z, 9223372036854775807",
    })
    void shouldSaturateAges(Instant capturedAt, Instant now, long nanos) {
        assertThat(CaptureTime.ageNanos(capturedAt, now)).isEqualTo(nanos);
    }

    @Test
    void shouldSaturateBetweenTheLongestApart() {
        assertThat(CaptureTime.ageNanos(Instant.MIN, Instant.MAX)).isEqualTo(Long.MAX_VALUE);
        assertThat(CaptureTime.ageNanos(Instant.MAX, Instant.MIN)).isZero();
        assertThat(CaptureTime.ageNanos(CaptureTime.EARLIEST, CaptureTime.END.minusNanos(1)))
                .as("the window fits into nanoseconds")
                .isLessThan(Long.MAX_VALUE);
    }
}
