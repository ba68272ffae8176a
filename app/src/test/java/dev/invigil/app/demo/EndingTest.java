// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.console.line.Verdicts;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.lifecycle.Lifecycle;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndingTest {
    private final Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(5));
    private final Ledger ledger = new Ledger(Map.of("a", Shot.Truth.GOOD, "b", Shot.Truth.GOOD));

    @BeforeEach
    void start() throws Exception {
        ledger.verdict(Verdicts.of("a", "cam-1", Decision.PASS));
        lifecycle.start();
    }

    @Test
    void shouldJudgeFramesWithoutAVerdictWhenNobodyStoppedTheDemo() {
        Ending ending = Ending.of(lifecycle, 1, 2, () -> ledger);

        assertThat(ending.report()).anyMatch(line -> line.contains("FAILED: 1 frames without a verdict"));
        assertThat(ending.exitCode()).isEqualTo(1);
    }

    @Test
    void shouldSayHowFarItCameAndJudgeNothingWhenTheOperatorStopsTheDemo() {
        lifecycle.stop();

        Ending ending = Ending.of(lifecycle, 195, 300, () -> ledger);

        assertThat(ending.report()).containsExactly("stopped after 195 of 300 frames");
        assertThat(ending.exitCode()).isEqualTo(130);
    }

    @Test
    void shouldJudgeNothingWhenTheOperatorStopsTheDemoDuringTheCount() {
        Ending ending = Ending.of(lifecycle, 195, 300, () -> {
            lifecycle.stop();
            return ledger;
        });

        assertThat(ending.report()).containsExactly("stopped after 195 of 300 frames");
    }

    @Test
    void shouldNotCallAFailureAStopOfTheOperator() {
        lifecycle.failed("scorer", new OperatorException("no space left"));
        lifecycle.awaitEnd();

        Ending ending = Ending.of(lifecycle, 195, 300, () -> ledger);

        assertThat(ending.report()).containsExactly("ended by a failure after 195 of 300 frames");
        assertThat(ending.exitCode()).isEqualTo(1);
    }
}
