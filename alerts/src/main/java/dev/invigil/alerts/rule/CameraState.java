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

/**
 * All that is kept of one camera, a few kilobytes at most: no frames, no verdicts. It is stored as JSON, so that a person
 * can read the changelog.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param heardAt the wall clock's time at the last verdict
 * @param lastFrameId the frame of that verdict
 * @param verdictAt the latest time of a verdict
 * @param seen positions of frames that have been counted
 * @param rejectedFrames ids of the latest rejected frames, oldest first
 * @param unscoredFrames ids of the latest frames that could not be inspected, oldest first
 * @param memory what each rule remembers
 * @param incidents what is open
 */
public record CameraState(
        int schema,
        String line,
        String camera,
        Instant heardAt,
        String lastFrameId,
        Instant verdictAt,
        SeenFrames seen,
        List<String> rejectedFrames,
        List<String> unscoredFrames,
        Memory memory,
        Map<AlertCause, Incident> incidents) {

    /** The schema this version writes. */
    public static final int SCHEMA = 1;

    /** Reads and writes states. */
    public static final RecordCodec<CameraState> CODEC = new RecordCodec<>(CameraState.class, "camera state", SCHEMA);

    /** One field per rule. */
    record Memory(
            String kOfN,
            ConsecutiveRule.Row consecutiveRejects,
            ConsecutiveRule.Row consecutiveUnscored,
            RejectRateRule.History rejectRate) {}

    public CameraState {
        rejectedFrames = List.copyOf(rejectedFrames);
        unscoredFrames = List.copyOf(unscoredFrames);
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

    /** The ids to list in an alert about {@code cause}, of an incident with so many events. */
    List<String> framesOf(AlertCause cause, long events) {
        List<String> frames = cause == AlertCause.CONSECUTIVE_UNSCORED ? unscoredFrames : rejectedFrames;
        int listed = (int) Math.min(events, frames.size());
        return frames.subList(frames.size() - listed, frames.size());
    }

    CameraState heard(Verdict verdict, Instant now, Instant at, SeenFrames nowSeen) {
        return new CameraState(
                SCHEMA,
                line,
                camera,
                now,
                verdict.frameId(),
                at,
                nowSeen,
                verdict.decision() == Decision.REJECT ? latest(rejectedFrames, verdict.frameId()) : rejectedFrames,
                verdict.decision() == Decision.UNSCORED ? latest(unscoredFrames, verdict.frameId()) : unscoredFrames,
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
                seen,
                rejectedFrames,
                unscoredFrames,
                nextMemory,
                nextIncidents);
    }

    private static List<String> latest(List<String> frames, String frameId) {
        List<String> next = new ArrayList<>(frames);
        next.add(frameId);
        return next.subList(Math.max(0, next.size() - Alert.MAX_FRAMES), next.size());
    }
}
