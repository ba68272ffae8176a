// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class BrokerPatienceTest {
    private long now = 5;
    private final BrokerPatience patience = new BrokerPatience(Duration.ofMinutes(5), () -> now);

    @Test
    void shouldLastAsLongAsConfigured() {
        for (int i = 0; i <= 20; i++) {
            assertThatCode(() -> patience.failed(new TimeoutException("no answer")))
                    .doesNotThrowAnyException();
            later(15);
        }

        assertThatThrownBy(() -> patience.failed(new TimeoutException("no answer")))
                .isInstanceOf(ScorerFailedException.class)
                .hasMessageContaining("300 s")
                .hasMessageContaining("no answer");
    }

    @Test
    void shouldBeginAnewWhenTheBrokerWasWellInBetween() {
        patience.failed(new TimeoutException("no answer"));
        later(299);
        patience.answered();
        patience.failed(new TimeoutException("no answer"));
        later(299);

        assertThatCode(() -> patience.failed(new TimeoutException("no answer"))).doesNotThrowAnyException();
    }

    @Test
    void shouldNotWaitForWhatCannotChange() {
        assertThatThrownBy(() ->
                        patience.failed(new KafkaException("in a callback", new GroupAuthorizationException("lines"))))
                .isInstanceOf(ScorerFailedException.class)
                .hasMessageContaining("lines");
    }

    private void later(long seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }
}
