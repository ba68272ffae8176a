// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.Region;
import dev.invigil.detector.decision.CalibrationScores;
import dev.invigil.detector.decision.ProductCheck;
import dev.invigil.detector.decision.RuleEffect;
import dev.invigil.detector.decision.ThresholdInForce;
import dev.invigil.detector.image.ImageFigures;
import dev.invigil.detector.image.MapPng;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The outcome of one record, which waits for its transaction. */
sealed interface Outcome {
    RecordRef ref();

    /** When the decision was made. */
    Instant decidedAt();

    /** The result of the function for this kind of outcome. */
    <R> R fold(Function<Scored, R> scored, Function<Duplicate, R> duplicate, Function<Refused, R> refused);

    /**
     * The frame was scored and decided.
     *
     * @param digest SHA-256 of the image that was scored
     * @param score maximum of the smoothed map, of the pixels that count
     * @param check whether the part is the product named in the frame, if that can be checked
     * @param regions in pixels of the camera's image, strongest first
     * @param maskDigest names the mask of pixels that do not count; absent when all count
     * @param calibration where the score stands among the calibration scores; absent where none apply
     * @param imaging brightness and sharpness of the image
     * @param effect when the camera's rule made the decision less severe
     * @param map when it is to be kept
     * @param sentAt when the frame was written to its topic
     */
    record Scored(
            RecordRef ref,
            Frame frame,
            String digest,
            ModelIdentity model,
            Decision decision,
            double score,
            ThresholdInForce threshold,
            Optional<ProductCheck> check,
            List<Region> regions,
            Optional<String> maskDigest,
            Optional<CalibrationScores.Rank> calibration,
            ImageFigures imaging,
            Optional<RuleEffect> effect,
            Optional<MapPng> map,
            StageTimes times,
            Instant sentAt,
            Instant decidedAt)
            implements Outcome {
        @Override
        public <R> R fold(Function<Scored, R> scored, Function<Duplicate, R> duplicate, Function<Refused, R> refused) {
            return scored.apply(this);
        }
    }

    /**
     * A frame with the same id was read before, so this one gets no verdict.
     *
     * @param record as it was read
     * @param sameContent whether camera, product, part and image are the same, too; otherwise it goes to the dead letters
     * @param detail one line for the operator
     */
    record Duplicate(
            RecordRef ref, ConsumerRecord<String, byte[]> record, boolean sameContent, String detail, Instant decidedAt)
            implements Outcome {
        @Override
        public <R> R fold(Function<Scored, R> scored, Function<Duplicate, R> duplicate, Function<Refused, R> refused) {
            return duplicate.apply(this);
        }
    }

    /**
     * The record cannot be scored: bad input, or an error that it causes. It goes to the dead letters, and an UNSCORED verdict says so.
     *
     * @param record as it was read
     * @param frame when the record was a well-formed frame
     * @param digest SHA-256 of the value, if it was computed
     * @param refusal the known identifiers and the reason
     */
    record Refused(
            RecordRef ref,
            ConsumerRecord<String, byte[]> record,
            Optional<Frame> frame,
            Optional<String> digest,
            FrameReading.Malformed refusal,
            Instant decidedAt)
            implements Outcome {
        @Override
        public <R> R fold(Function<Scored, R> scored, Function<Duplicate, R> duplicate, Function<Refused, R> refused) {
            return refused.apply(this);
        }
    }
}
