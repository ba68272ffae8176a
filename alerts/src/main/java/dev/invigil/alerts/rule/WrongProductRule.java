// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ProductCheck;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * m parts in a row of another product than expected. Clear after {@code clearAfter} parts of the expected product in a row; UNSCORED
 * neither extends nor ends a row.
 */
record WrongProductRule(WrongProduct settings) implements Rule<WrongProductRule.Row> {

    /**
     * The current row: one of the two counts is 0.
     *
     * @param events parts of another product, in a row
     * @param others parts of the expected product, in a row
     * @param latest the latest mismatch as text; empty before the first one
     */
    record Row(long events, long others, String latest) {}

    @Override
    public AlertCause cause() {
        return AlertCause.WRONG_PRODUCT;
    }

    @Override
    public Row start() {
        return new Row(0, 0, "");
    }

    @Override
    public Row next(Row row, Verdict verdict, Instant at, Optional<Incident> open) {
        return switch (verdict.decision()) {
            case WRONG_PRODUCT -> new Row(row.events() + 1, 0, inWords(verdict));
            case UNSCORED -> row;
            case PASS, REVIEW, REJECT -> new Row(0, row.others() + 1, row.latest());
        };
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
        return verdict.decision() == Decision.WRONG_PRODUCT ? 1 : 0;
    }

    @Override
    public long evidence(Row row) {
        return row.events();
    }

    @Override
    public String describe(Row row) {
        if (row.events() > 0) {
            return (row.events() == 1 ? "1 part" : row.events() + " parts in a row") + " of another product: "
                    + row.latest();
        }
        return row.others() + " parts in a row of the expected product";
    }

    private static String inWords(Verdict verdict) {
        String instead = verdict.productCheck()
                .flatMap(ProductCheck::looksLike)
                .map(other -> "looks like " + other)
                .orElse("looks like no product of the model");
        return verdict.productId().orElse("unknown") + " expected, " + instead;
    }
}
