// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * Numbers are missing in the sequence of a camera's frames. Every frame on the topic gets a verdict, so these were lost before it. Verdicts
 * without a number (of frames with broken headers) account for one missing number each. A number that is not higher than the last one means
 * that counting began anew. Clear after {@code clearAfter} frames in a row without a gap.
 */
record SequenceGapRule(SequenceGap settings) implements Rule<SequenceGapRule.Row> {
    private static final long NONE = -1;

    /**
     * The sequence so far.
     *
     * @param last number; -1 before the first one
     * @param unnumbered verdicts without a number since then
     * @param missing numbers in the gap before {@code last}; 0 when there is none
     * @param complete frames in a row without a gap
     * @param gap the latest gap as text; empty before the first one
     */
    record Row(long last, long unnumbered, long missing, long complete, String gap) {}

    @Override
    public AlertCause cause() {
        return AlertCause.SEQUENCE_GAP;
    }

    @Override
    public Row start() {
        return new Row(NONE, 0, 0, 0, "");
    }

    @Override
    public Row next(Row row, Verdict verdict, Instant at, Optional<Incident> open) {
        if (verdict.sequence().isEmpty()) {
            return new Row(row.last(), row.unnumbered() + 1, 0, row.complete(), row.gap());
        }
        long number = verdict.sequence().getAsLong();
        long missing = row.last() == NONE ? 0 : Math.max(0, number - row.last() - 1 - row.unnumbered());
        if (missing == 0) {
            return new Row(number, 0, 0, row.complete() + 1, row.gap());
        }
        String gap = (missing == 1 ? "1 frame is" : missing + " frames are") + " missing between the numbers "
                + row.last() + " and " + number + " (frame " + verdict.frameId() + ")";
        return new Row(number, 0, missing, 0, gap);
    }

    @Override
    public Condition judge(Row row, Instant at, Optional<Incident> open) {
        if (row.missing() > 0) {
            return Condition.MET;
        }
        return row.complete() >= settings.clearAfter() ? Condition.CLEAR : Condition.BETWEEN;
    }

    @Override
    public long events(Row next, Verdict verdict) {
        return next.missing();
    }

    @Override
    public long evidence(Row row) {
        return row.missing();
    }

    @Override
    public String describe(Row row) {
        return row.complete() >= settings.clearAfter()
                ? row.complete() + " frames in a row without a gap"
                : row.gap() + ": check the camera's buffer, its network and ingest";
    }
}
