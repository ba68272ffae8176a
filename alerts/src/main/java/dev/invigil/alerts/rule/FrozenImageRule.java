// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * The same image, by its digest, n times in a row. The noise of a sensor makes two images of a real scene differ, so they come from a frozen
 * camera or buffer, or from a source that repeats files. Clear at the next other image; a verdict without a digest neither extends nor ends
 * a row.
 */
record FrozenImageRule(FrozenImage settings) implements Rule<FrozenImageRule.Row> {

    /**
     * The current row.
     *
     * @param digest of the image; empty before the first one
     * @param frames in a row with this image
     */
    record Row(String digest, long frames) {}

    @Override
    public AlertCause cause() {
        return AlertCause.FROZEN_IMAGE;
    }

    @Override
    public Row start() {
        return new Row("", 0);
    }

    @Override
    public Row next(Row row, Verdict verdict, Instant at, Optional<Incident> open) {
        return verdict.digest()
                .map(digest -> new Row(digest, digest.equals(row.digest()) ? row.frames() + 1 : 1))
                .orElse(row);
    }

    @Override
    public Condition judge(Row row, Instant at, Optional<Incident> open) {
        return row.frames() >= settings.count() ? Condition.MET : Condition.CLEAR;
    }

    @Override
    public long events(Row next, Verdict verdict) {
        return verdict.digest().isPresent() && next.frames() > 1 ? 1 : 0;
    }

    @Override
    public long evidence(Row row) {
        return row.frames();
    }

    @Override
    public String describe(Row row) {
        return row.frames() > 1
                ? "the last " + row.frames() + " images are identical, byte by byte: check the camera and its driver"
                : "the image changes again";
    }
}
