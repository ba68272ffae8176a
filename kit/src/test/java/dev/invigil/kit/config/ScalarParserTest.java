// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarParserTest {
    @ParameterizedTest
    @CsvSource({
        "0ms,PT0S",
        "100ms,PT0.1S",
        "2592000000ms,PT720H",
        "5s,PT5S",
        "2m,PT2M",
        "1h,PT1H",
        "7d,PT168H",
        "36500d,PT876000H"
    })
    void shouldReadDurations(String text, Duration duration) {
        assertThat(ScalarParser.duration(text)).isEqualTo(duration);
    }

    /** Longer ones do not fit into a count of nanoseconds, with which waits are computed. */
    @ParameterizedTest
    @ValueSource(strings = {"36501d", "999999999d", "999999999h", "9999999999s", "99999999999999999999999999ms"})
    void shouldNameTheLongestDurationForOneThatIsTooLong(String text) {
        assertThatThrownBy(() -> ScalarParser.duration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\"" + text + "\" is too long a duration; write at most 36500d as a whole number with ms, s,"
                                + " m, h or d, such as 100ms");
    }
}
