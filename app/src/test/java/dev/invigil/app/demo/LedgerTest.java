// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.console.line.Verdicts;
import dev.invigil.contracts.verdict.Decision;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger(
            Map.of("a", Shot.Truth.GOOD, "b", Shot.Truth.GOOD, "c", Shot.Truth.DEFECTIVE, "d", Shot.Truth.UNREADABLE));

    private void judge(String frameId, Decision decision) {
        ledger.verdict(Verdicts.of(frameId, "cam-1", decision));
    }

    @Test
    void shouldBalanceWhenEveryFrameHasOneVerdict() {
        judge("a", Decision.PASS);
        judge("b", Decision.REVIEW);
        judge("c", Decision.REJECT);
        judge("d", Decision.UNSCORED);

        assertThat(ledger.balances()).isTrue();
        assertThat(ledger.report().get(0))
                .isEqualTo("frames 4 = pass 1 + review 1 + reject 1 + wrong product 0 + unscored 1");
        assertThat(ledger.goodPassRate()).isEqualTo(0.5);
        assertThat(ledger.defectStopRate()).isEqualTo(1);
    }

    @Test
    void shouldNotBalanceWhenAFrameHasNoVerdict() {
        judge("a", Decision.PASS);
        judge("b", Decision.PASS);
        judge("c", Decision.PASS);

        assertThat(ledger.balances()).isFalse();
        assertThat(ledger.report()).anyMatch(line -> line.contains("1 frames without a verdict"));
    }

    @Test
    void shouldNotBalanceWhenAFrameHasTwoVerdictsAndCountItOnce() {
        for (String frame : new String[] {"a", "b", "c", "d"}) {
            judge(frame, Decision.PASS);
        }
        judge("a", Decision.REJECT);

        assertThat(ledger.balances()).isFalse();
        assertThat(ledger.report()).anyMatch(line -> line.contains("1 with several"));
        assertThat(ledger.report().get(0)).startsWith("frames 4 = pass 4 ");
    }

    @Test
    void shouldNotBalanceWhenAVerdictHasNoFrame() {
        for (String frame : new String[] {"a", "b", "c", "d", "stranger"}) {
            judge(frame, Decision.PASS);
        }

        assertThat(ledger.balances()).isFalse();
        assertThat(ledger.report()).anyMatch(line -> line.contains("1 verdicts without a frame"));
    }

    @Test
    void shouldCountFramesOfOthersButJudgeOnlyItsOwn() {
        ledger.frame("mine");
        for (String frame : new String[] {"a", "b", "c", "d", "mine"}) {
            judge(frame, Decision.PASS);
        }

        assertThat(ledger.balances()).isTrue();
        assertThat(ledger.report().get(0)).startsWith("frames 5 ");
        assertThat(ledger.goodPassRate()).isEqualTo(1);
    }
}
