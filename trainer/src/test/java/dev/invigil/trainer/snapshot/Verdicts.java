// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Verdicts for tests, of the product {@code cap}. */
final class Verdicts {
    private Verdicts() {}

    static Verdict of(String id, String camera, Decision decision, String sha256, RecordPosition position, Instant at) {
        boolean scored = decision != Decision.UNSCORED;
        return new Verdict(
                Verdict.SCHEMA,
                id,
                "line",
                camera,
                Optional.empty(),
                Optional.of("cap"),
                OptionalLong.empty(),
                decision,
                scored ? Optional.empty() : Optional.of(UnscoredReason.UNKNOWN_PRODUCT),
                Optional.empty(),
                scored ? OptionalDouble.of(0.1) : OptionalDouble.empty(),
                scored
                        ? Optional.of(new Threshold(
                                0.5, 0.4, "bundle", Threshold.Basis.PROVISIONAL, 0.01, 5, Optional.empty()))
                        : Optional.empty(),
                Optional.empty(),
                List.of(),
                scored ? Optional.of(new ModelIdentity("m", "1", Members.digest("model"))) : Optional.empty(),
                Optional.empty(),
                Optional.of(sha256),
                position,
                Optional.of(at),
                at,
                Optional.empty(),
                "scorer",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
