// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

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

/** Verdicts for tests. */
public final class Verdicts {
    private static final Threshold THRESHOLD =
            new Threshold(0.5, 0.4, "bundle", Threshold.Basis.CALIBRATED, 0.01, 100, Optional.empty());
    private static final ModelIdentity MODEL = new ModelIdentity("model", "1", "ab".repeat(32));

    private static final ProductCheck PILL = new ProductCheck(18, 1.5, Optional.of("pill"));

    private Verdicts() {}

    /** Of frame number {@code offset} of the camera, captured and decided at {@code at}. */
    public static Verdict verdict(String line, String camera, long offset, Decision decision, Instant at) {
        return verdict(line, camera, camera + "-" + offset, offset, decision, at);
    }

    public static Verdict verdict(
            String line, String camera, String frameId, long offset, Decision decision, Instant at) {
        boolean scored = decision != Decision.UNSCORED;
        return new Verdict(
                Verdict.SCHEMA,
                frameId,
                line,
                camera,
                Optional.empty(),
                Optional.of("bottle"),
                OptionalLong.empty(),
                decision,
                scored ? Optional.empty() : Optional.of(UnscoredReason.TRUNCATED),
                Optional.empty(),
                scored ? OptionalDouble.of(0.45) : OptionalDouble.empty(),
                scored ? Optional.of(THRESHOLD) : Optional.empty(),
                decision == Decision.WRONG_PRODUCT ? Optional.of(PILL) : Optional.empty(),
                List.of(),
                scored ? Optional.of(MODEL) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new RecordPosition("invigil.frames", 0, offset),
                Optional.of(at),
                at,
                Optional.empty(),
                "scorer-1",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
