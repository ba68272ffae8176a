// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * m verdicts of a kind in a row: rejects, or frames that could not be inspected. Clear after {@code clearAfter} others in a row. UNSCORED
 * and WRONG_PRODUCT neither extend nor end a row of rejects.
 */
record ConsecutiveRule(AlertCause cause, Consecutive settings) implements Rule<ConsecutiveRule.Row> {

    /**
     * The current row: one of the two counts is 0.
     *
     * @param events the verdicts of the kind, in a row
     * @param others the others, in a row
     */
    record Row(long events, long others) {}

    static ConsecutiveRule rejects(Consecutive settings) {
        return new ConsecutiveRule(AlertCause.CONSECUTIVE_REJECTS, settings);
    }

    static ConsecutiveRule unscored(Consecutive settings) {
        return new ConsecutiveRule(AlertCause.CONSECUTIVE_UNSCORED, settings);
    }

    @Override
    public Row start() {
        return new Row(0, 0);
    }

    @Override
    public Row next(Row row, Verdict verdict, Instant at, Optional<Incident> open) {
        Decision decision = verdict.decision();
        if (decision == kind()) {
            return new Row(row.events() + 1, 0);
        }
        boolean isOther = kind() == Decision.UNSCORED || Rule.isAboutQuality(decision);
        return isOther ? new Row(0, row.others() + 1) : row;
    }

    @Override
    public Condition judge(Row row, Instant at, Optional<Incident> open) {
        if (row.events() >= settings.count()) {
            return Condition.MET;
        }
        return row.others() >= settings.clearAfter() ? Condition.CLEAR : Condition.BETWEEN;
    }

    @Override
    public long events(Row next, Verdict verdict) {
        return verdict.decision() == kind() ? 1 : 0;
    }

    @Override
    public long evidence(Row row) {
        return row.events();
    }

    @Override
    public String describe(Row row) {
        if (row.events() > 0) {
            return row.events()
                    + (kind() == Decision.REJECT ? " parts in a row rejected" : " frames in a row not inspected");
        }
        return row.others()
                + (kind() == Decision.REJECT ? " parts in a row not rejected" : " frames in a row inspected");
    }

    private Decision kind() {
        return cause == AlertCause.CONSECUTIVE_UNSCORED ? Decision.UNSCORED : Decision.REJECT;
    }
}
