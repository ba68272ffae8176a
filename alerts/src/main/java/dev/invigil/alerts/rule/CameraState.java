// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.json.RecordCodec;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The state of one camera: a few kilobytes, and less than one more for each product that it shows. It is stored as JSON, so that the changelog is readable.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param heardAt wall-clock time of the last verdict
 * @param lastFrameId the frame of that verdict
 * @param verdictAt the latest time of a verdict
 * @param verdicts number of verdicts so far; absent in states of earlier versions
 * @param seen positions of counted frames
 * @param rejectedFrames ids of the latest rejected frames, oldest first
 * @param unscoredFrames ids of the latest frames that could not be inspected, oldest first
 * @param otherProductFrames ids of the latest frames that showed another product, oldest first; empty before schema 2
 * @param memory the memory of each rule
 * @param incidents the open incidents
 */
public record CameraState(
        int schema,
        String line,
        String camera,
        Instant heardAt,
        String lastFrameId,
        Instant verdictAt,
        Optional<Long> verdicts,
        SeenFrames seen,
        List<String> rejectedFrames,
        List<String> unscoredFrames,
        List<String> otherProductFrames,
        Memory memory,
        Map<AlertCause, Incident> incidents) {

    /** The schema this version writes. */
    public static final int SCHEMA = 3;

    /** Reads and writes states. */
    public static final RecordCodec<CameraState> CODEC = new RecordCodec<>(CameraState.class, "camera state", SCHEMA);

    /** One field per rule. Before schema 2 there was no wrongProduct, before schema 3 no calibrationDrift, frozenImage and sequenceGap. */
    record Memory(
            String kOfN,
            ConsecutiveRule.Row consecutiveRejects,
            ConsecutiveRule.Row consecutiveUnscored,
            WrongProductRule.Row wrongProduct,
            RejectRateRule.History rejectRate,
            CalibrationDriftRule.Memory calibrationDrift,
            FrozenImageRule.Row frozenImage,
            SequenceGapRule.Row sequenceGap) {
        Memory {
            wrongProduct = wrongProduct == null ? new WrongProductRule.Row(0, 0, "") : wrongProduct;
            calibrationDrift =
                    calibrationDrift == null ? new CalibrationDriftRule.Memory(List.of(), "") : calibrationDrift;
            frozenImage = frozenImage == null ? new FrozenImageRule.Row("", 0) : frozenImage;
            sequenceGap = sequenceGap == null ? new SequenceGapRule.Row(-1, 0, 0, 0, "") : sequenceGap;
        }
    }

    public CameraState {
        rejectedFrames = List.copyOf(rejectedFrames);
        unscoredFrames = List.copyOf(unscoredFrames);
        otherProductFrames = otherProductFrames == null ? List.of() : List.copyOf(otherProductFrames);
        incidents = Map.copyOf(incidents);
    }

    /** The key of a camera's state. */
    public static String key(String line, String camera) {
        return line + "/" + camera;
    }

    /** The key of this state. */
    public String key() {
        return key(line, camera);
    }

    /** Decimal logarithms of the wealth of the drift tests, by product: 0 at the start, the alert's level is log10(1/alpha). */
    public Map<String, Double> driftWealth() {
        return memory.calibrationDrift().products().stream()
                .collect(Collectors.toMap(ProductDrift::product, ProductDrift::log10Wealth));
    }

    /** The ids to list in an alert about {@code cause}, of an incident with this number of events. */
    List<String> framesOf(AlertCause cause, long events) {
        List<String> frames =
                switch (cause) {
                    case CONSECUTIVE_UNSCORED -> unscoredFrames;
                    case WRONG_PRODUCT -> otherProductFrames;
                    case K_OF_N, CONSECUTIVE_REJECTS, REJECT_RATE, CALIBRATION_DRIFT -> rejectedFrames;
                    case FROZEN_IMAGE, MODEL_NOT_IN_USE -> List.of(lastFrameId);
                    case SEQUENCE_GAP, SILENT_CAMERA -> List.of();
                };
        int listed = (int) Math.min(events, frames.size());
        return frames.subList(frames.size() - listed, frames.size());
    }

    CameraState withVerdict(Verdict verdict, Instant now, Instant at, SeenFrames nowSeen) {
        return new CameraState(
                SCHEMA,
                line,
                camera,
                now,
                verdict.frameId(),
                at,
                verdicts.map(count -> count + 1),
                nowSeen,
                latest(rejectedFrames, verdict, Decision.REJECT),
                latest(unscoredFrames, verdict, Decision.UNSCORED),
                latest(otherProductFrames, verdict, Decision.WRONG_PRODUCT),
                memory,
                incidents);
    }

    CameraState with(Memory nextMemory, Map<AlertCause, Incident> nextIncidents) {
        return new CameraState(
                SCHEMA,
                line,
                camera,
                heardAt,
                lastFrameId,
                verdictAt,
                verdicts,
                seen,
                rejectedFrames,
                unscoredFrames,
                otherProductFrames,
                nextMemory,
                nextIncidents);
    }

    private static List<String> latest(List<String> frames, Verdict verdict, Decision kind) {
        if (verdict.decision() != kind) {
            return frames;
        }
        List<String> next = new ArrayList<>(frames);
        next.add(verdict.frameId());
        return next.subList(Math.max(0, next.size() - Alert.MAX_FRAMES), next.size());
    }
}
