// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.line;

import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.ProductCheck;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Verdicts as the scorer writes them, for tests. */
public final class Verdicts {
    public static final Instant CAPTURED = Instant.parse("2026-03-01T12:00:00Z");

    private Verdicts() {}

    public static Verdict of(String frameId, String camera, Decision decision) {
        return of(frameId, camera, decision, "d");
    }

    /** @param model digest of the model that decided */
    public static Verdict of(String frameId, String camera, Decision decision, String model) {
        return at(CAPTURED, frameId, camera, decision, model);
    }

    /** Captured and decided at this time. */
    public static Verdict at(Instant time, String frameId, String camera, Decision decision) {
        return at(time, frameId, camera, decision, "d");
    }

    private static Verdict at(Instant time, String frameId, String camera, Decision decision, String model) {
        boolean scored = decision != Decision.UNSCORED;
        return new Verdict(
                Verdict.SCHEMA,
                frameId,
                "line-1",
                camera,
                Optional.empty(),
                Optional.of("cap"),
                OptionalLong.empty(),
                decision,
                scored ? Optional.empty() : Optional.of(UnscoredReason.TRUNCATED),
                scored ? Optional.empty() : Optional.of("the image ends early"),
                scored ? OptionalDouble.of(0.5) : OptionalDouble.empty(),
                scored
                        ? Optional.of(new Threshold(
                                0.6, 0.4, "bundle", Threshold.Basis.CALIBRATED, 0.02, 50, Optional.empty()))
                        : Optional.empty(),
                decision == Decision.WRONG_PRODUCT
                        ? Optional.of(new ProductCheck(9, 1, Optional.of("flange")))
                        : Optional.empty(),
                List.of(),
                scored ? Optional.of(new ModelIdentity("m", "1", model)) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new RecordPosition("frames", 0, 0),
                Optional.of(time),
                time,
                Optional.empty(),
                "test",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A model that decides. */
    public static ModelRecord activeModel() {
        return new ModelRecord(
                ModelRecord.SCHEMA,
                "a".repeat(64),
                "sample-line",
                "1",
                ModelState.ACTIVE,
                OptionalLong.of(1),
                Optional.empty(),
                "the first model",
                "m.weber",
                CAPTURED,
                Optional.empty());
    }
}
