// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * At least k of the last n verdicts on quality were rejects. Clear when at most {@code clearAt} of them are. Fewer than n verdicts
 * so far are enough if k of them are rejects.
 */
record KOfNRule(KOfN settings) implements Rule<String> {
    private static final char REJECT = 'x';
    private static final char OTHER = '.';

    @Override
    public AlertCause cause() {
        return AlertCause.K_OF_N;
    }

    /** The last n verdicts, oldest first, one character each. */
    @Override
    public String start() {
        return "";
    }

    @Override
    public String next(String last, Verdict verdict, Instant at, Optional<Incident> open) {
        Decision decision = verdict.decision();
        if (!Rule.isAboutQuality(decision)) {
            return last;
        }
        int surplus = Math.max(0, last.length() + 1 - settings.n());
        return last.substring(surplus) + (decision == Decision.REJECT ? REJECT : OTHER);
    }

    @Override
    public Condition judge(String last, Instant at, Optional<Incident> open) {
        long rejects = evidence(last);
        if (rejects >= settings.k()) {
            return Condition.MET;
        }
        return rejects <= settings.clearAt() ? Condition.CLEAR : Condition.BETWEEN;
    }

    @Override
    public long events(String next, Verdict verdict) {
        return verdict.decision() == Decision.REJECT ? 1 : 0;
    }

    @Override
    public long evidence(String last) {
        return last.chars().filter(c -> c == REJECT).count();
    }

    @Override
    public String describe(String last) {
        return evidence(last) + " of the last " + last.length() + " parts rejected";
    }
}
