// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One state change of one incident. The record's key is {@link #key()}.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param incidentId the same in all alerts of one incident
 * @param openedAt creation time of the verdict that opened it; for a silent camera, the wall-clock time; of several cameras, the earliest
 * @param updatedAt the same for this alert
 * @param rejects number of REJECT verdicts in the incident so far; 0 for a silent camera, UNSCORED verdicts for
 *     {@link AlertCause#CONSECUTIVE_UNSCORED}, WRONG_PRODUCT verdicts for {@link AlertCause#WRONG_PRODUCT}, frames with the same image for
 *     {@link AlertCause#FROZEN_IMAGE}, missing frames for {@link AlertCause#SEQUENCE_GAP}, verdicts by another model for
 *     {@link AlertCause#MODEL_NOT_IN_USE}
 * @param frameIds the latest of these frames, oldest first, at most {@value #MAX_FRAMES}
 * @param message one line for the operator
 * @param cameras the cameras of an incident of the whole line, by name, at most {@value #MAX_CAMERAS}; empty for an incident of one camera
 */
public record Alert(
        int schema,
        String incidentId,
        String line,
        String camera,
        AlertCause cause,
        AlertState state,
        Instant openedAt,
        Instant updatedAt,
        Optional<Instant> closedAt,
        long rejects,
        List<String> frameIds,
        String message,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> cameras) {

    /** The schema this version writes. */
    public static final int SCHEMA = 3;

    /** The camera of an incident of several cameras of a line. */
    public static final String WHOLE_LINE = "*";

    /** Largest number of cameras in an alert. */
    public static final int MAX_CAMERAS = 500;

    /** Largest number of frame ids in an alert. */
    public static final int MAX_FRAMES = 10;

    public Alert {
        Objects.requireNonNull(incidentId, "an alert needs an incidentId");
        Objects.requireNonNull(line, "an alert needs a line");
        Objects.requireNonNull(camera, "an alert needs a camera");
        Objects.requireNonNull(cause, "an alert needs a cause");
        Objects.requireNonNull(state, "an alert needs a state");
        Objects.requireNonNull(openedAt, "an alert needs openedAt");
        Objects.requireNonNull(updatedAt, "an alert needs updatedAt");
        Objects.requireNonNull(message, "an alert needs a message");
        if (state == AlertState.CLOSED && closedAt.isEmpty()) {
            throw new IllegalArgumentException("a CLOSED alert needs closedAt");
        }
        frameIds = frameIds == null ? List.of() : List.copyOf(frameIds);
        if (frameIds.size() > MAX_FRAMES) {
            throw new IllegalArgumentException(
                    "an alert has at most " + MAX_FRAMES + " frame ids, but this one has " + frameIds.size());
        }
        cameras = cameras == null ? List.of() : List.copyOf(cameras);
        if (cameras.size() > MAX_CAMERAS) {
            throw new IllegalArgumentException(
                    "an alert has at most " + MAX_CAMERAS + " cameras, but this one has " + cameras.size());
        }
    }

    /** An alert about one camera. */
    public Alert(
            int schema,
            String incidentId,
            String line,
            String camera,
            AlertCause cause,
            AlertState state,
            Instant openedAt,
            Instant updatedAt,
            Optional<Instant> closedAt,
            long rejects,
            List<String> frameIds,
            String message) {
        this(
                schema,
                incidentId,
                line,
                camera,
                cause,
                state,
                openedAt,
                updatedAt,
                closedAt,
                rejects,
                frameIds,
                message,
                List.of());
    }

    /** The same as an alert that is OPENED or UPDATED at this time. */
    public Alert withState(AlertState open, Instant at) {
        return new Alert(
                schema,
                incidentId,
                line,
                camera,
                cause,
                open,
                openedAt,
                at,
                Optional.empty(),
                rejects,
                frameIds,
                message,
                cameras);
    }

    /** Line, camera and cause: at most one incident of a key is open at a time. */
    public String key() {
        return line + "/" + camera + "/" + cause;
    }
}
