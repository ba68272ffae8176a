// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CompletionQueueTest {
    private final CompletionQueue completions = new CompletionQueue();
    private final AtomicInteger wakeUps = new AtomicInteger();

    @Test
    void shouldWakeAWaitingPollThreadOnce() {
        assertThat(completions.mayWait(wakeUps::incrementAndGet)).isTrue();

        completions.add(List.of());
        completions.add(List.of());

        assertThat(wakeUps).hasValue(1);
    }

    @Test
    void shouldNotWakeAPollThreadThatDoesNotWait() {
        assertThat(completions.mayWait(wakeUps::incrementAndGet)).isTrue();
        completions.awake();

        completions.add(List.of());

        assertThat(wakeUps).as("a later call of the consumer would be hit").hasValue(0);
    }

    @Test
    void shouldSayThatThereIsNoUseInWaiting() {
        completions.add(List.of());
        assertThat(completions.mayWait(wakeUps::incrementAndGet)).isFalse();
        completions.take();
        assertThat(completions.mayWait(wakeUps::incrementAndGet)).isTrue();

        completions.fail(new IllegalStateException("broken"));

        assertThat(wakeUps).hasValue(1);
        assertThat(completions.mayWait(wakeUps::incrementAndGet)).isFalse();
    }
}
