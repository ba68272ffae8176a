// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.reason.UnscoredReason;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The verdict on one frame; every frame gets exactly one. A scored verdict has a score, a threshold and a model; an UNSCORED verdict has a
 * reason instead.
 * On WRONG_PRODUCT the score and the threshold are informative only: they did not decide.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param frameId the frame's id, which is also this result's id
 * @param digest SHA-256 of the inspected image
 * @param score image score: the maximum of the smoothed anomaly map
 * @param detail one line for the operator when UNSCORED
 * @param productCheck whether the part is the product named in the frame; absent when the model cannot check it
 * @param regions anomalous regions, strongest first; empty on PASS and WRONG_PRODUCT
 * @param map where the anomaly map is stored, when it was kept
 * @param position of the frame's record
 * @param creationTime when the decision was made
 * @param instance the scorer instance and the device that decided
 * @param relieved the effect of the camera's rule, when it made the decision less severe; {@code score} and {@code regions} are those after
 *     the rule
 * @param maskDigest SHA-256 of the mask of ignored pixels, lower-case hex; absent when no pixel is ignored
 * @param calibration where the score stands among the calibration scores of the threshold; absent when there are none, or when they were
 *     computed with another mask
 * @param imaging brightness and sharpness of the image; absent when it was not scored
 */
public record Verdict(
        int schema,
        String frameId,
        String line,
        String camera,
        Optional<String> partId,
        Optional<String> productId,
        OptionalLong sequence,
        Decision decision,
        Optional<UnscoredReason> reason,
        Optional<String> detail,
        OptionalDouble score,
        Optional<Threshold> threshold,
        Optional<ProductCheck> productCheck,
        List<Region> regions,
        Optional<ModelIdentity> model,
        Optional<MapReference> map,
        Optional<String> digest,
        RecordPosition position,
        Optional<Instant> capturedAt,
        Instant creationTime,
        Optional<ProcessingTimes> processingTimes,
        String instance,
        Optional<Relieved> relieved,
        Optional<String> maskDigest,
        Optional<CalibrationRank> calibration,
        Optional<Imaging> imaging) {

    /** The schema this version writes. */
    public static final int SCHEMA = 3;

    public Verdict {
        if (!Frame.isText(frameId) || !Frame.isName(line) || !Frame.isName(camera)) {
            throw new IllegalArgumentException("a verdict needs frameId, line and camera, each of at most "
                    + Frame.MAX_TEXT + " characters, line and camera without a slash");
        }
        Objects.requireNonNull(decision, "a verdict needs a decision");
        Objects.requireNonNull(position, "a verdict needs a position");
        Objects.requireNonNull(creationTime, "a verdict needs a creationTime");
        Objects.requireNonNull(instance, "a verdict needs an instance");
        boolean scored = decision != Decision.UNSCORED;
        if (scored && (score.isEmpty() || threshold.isEmpty() || model.isEmpty() || reason.isPresent())) {
            throw new IllegalArgumentException(
                    "a " + decision + " verdict needs a score, a threshold and a model, and must not have a reason");
        }
        if (!scored && (reason.isEmpty() || score.isPresent())) {
            throw new IllegalArgumentException("an UNSCORED verdict needs a reason and must not have a score");
        }
        if (!scored && calibration.isPresent()) {
            throw new IllegalArgumentException("an UNSCORED verdict must not have a calibration");
        }
        if (decision == Decision.WRONG_PRODUCT && productCheck.isEmpty()) {
            throw new IllegalArgumentException("a WRONG_PRODUCT verdict needs a productCheck");
        }
        if (productCheck.isPresent()
                && productCheck.get().looksLike().isPresent()
                && decision != Decision.WRONG_PRODUCT) {
            throw new IllegalArgumentException(
                    "looksLike is only allowed on a WRONG_PRODUCT verdict, but this one is " + decision);
        }
        if (score.isPresent() && !Double.isFinite(score.getAsDouble())) {
            throw new IllegalArgumentException("a score must be a finite number, but is " + score.getAsDouble());
        }
        if (maskDigest.isPresent() && !maskDigest.get().matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "maskDigest is a SHA-256, 64 lower-case hex digits, but is " + maskDigest.get());
        }
        regions = regions == null ? List.of() : List.copyOf(regions);
    }
}
