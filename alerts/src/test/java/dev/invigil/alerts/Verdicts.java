// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.contracts.verdict.CalibrationRank;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Imaging;
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
        return new Sketch(line, camera, frameId, offset, decision, at).verdict();
    }

    /** A verdict that a test completes. */
    public static Sketch sketch(String line, String camera, long offset, Decision decision, Instant at) {
        return new Sketch(line, camera, camera + "-" + offset, offset, decision, at);
    }

    /** A verdict in the making; what is not set is absent. */
    public static final class Sketch {
        private final String line;
        private final String camera;
        private final String frameId;
        private final long offset;
        private final Decision decision;
        private final Instant at;
        private String product = "bottle";
        private OptionalLong sequence = OptionalLong.empty();
        private Optional<String> digest = Optional.empty();
        private Optional<CalibrationRank> rank = Optional.empty();
        private Optional<Imaging> imaging = Optional.empty();
        private ModelIdentity model = MODEL;
        private Threshold threshold = THRESHOLD;
        private Optional<String> mask = Optional.empty();

        private Sketch(String line, String camera, String frameId, long offset, Decision decision, Instant at) {
            this.line = line;
            this.camera = camera;
            this.frameId = frameId;
            this.offset = offset;
            this.decision = decision;
            this.at = at;
        }

        public Sketch product(String name) {
            product = name;
            return this;
        }

        public Sketch sequence(long number) {
            sequence = OptionalLong.of(number);
            return this;
        }

        public Sketch digest(String sha256) {
            digest = Optional.of(sha256);
            return this;
        }

        public Sketch rank(CalibrationRank calibration) {
            rank = decision == Decision.UNSCORED ? Optional.empty() : Optional.of(calibration);
            return this;
        }

        public Sketch imaging(double brightness, double sharpness) {
            imaging = Optional.of(new Imaging(brightness, sharpness));
            return this;
        }

        public Sketch model(String version, String sha256) {
            model = new ModelIdentity("model", version, sha256);
            return this;
        }

        public Sketch reject(double above) {
            threshold = new Threshold(
                    above, above - 0.1, "bundle", Threshold.Basis.CALIBRATED, 0.01, 100, Optional.empty());
            return this;
        }

        public Sketch mask(String sha256) {
            mask = Optional.of(sha256);
            return this;
        }

        public Verdict verdict() {
            boolean scored = decision != Decision.UNSCORED;
            return new Verdict(
                    Verdict.SCHEMA,
                    frameId,
                    line,
                    camera,
                    Optional.empty(),
                    Optional.of(product),
                    sequence,
                    decision,
                    scored ? Optional.empty() : Optional.of(UnscoredReason.TRUNCATED),
                    Optional.empty(),
                    scored ? OptionalDouble.of(0.45) : OptionalDouble.empty(),
                    scored ? Optional.of(threshold) : Optional.empty(),
                    decision == Decision.WRONG_PRODUCT ? Optional.of(PILL) : Optional.empty(),
                    List.of(),
                    scored ? Optional.of(model) : Optional.empty(),
                    Optional.empty(),
                    digest,
                    new RecordPosition("invigil.frames", 0, offset),
                    Optional.of(at),
                    at,
                    Optional.empty(),
                    "scorer-1",
                    Optional.empty(),
                    mask,
                    rank,
                    imaging);
        }
    }
}
