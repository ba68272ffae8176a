// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.alert;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One state change of one incident. The record's key is {@link #key()}.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param incidentId the same in all alerts of one incident
 * @param openedAt creation time of the verdict that opened it; for a silent camera, the wall-clock time
 * @param updatedAt the same for this alert
 * @param rejects number of REJECT verdicts in the incident so far; 0 for a silent camera, UNSCORED verdicts for
 *     {@link AlertCause#CONSECUTIVE_UNSCORED}, WRONG_PRODUCT verdicts for {@link AlertCause#WRONG_PRODUCT}, frames with the same image for
 *     {@link AlertCause#FROZEN_IMAGE}, missing frames for {@link AlertCause#SEQUENCE_GAP}, verdicts by another model for
 *     {@link AlertCause#MODEL_NOT_IN_USE}
 * @param frameIds the latest of these frames, oldest first, at most {@value #MAX_FRAMES}
 * @param message one line for the operator
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
        String message) {

    /** The schema this version writes. */
    public static final int SCHEMA = 3;

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
    }

    /** Line, camera and cause: at most one incident of a key is open at a time. */
    public String key() {
        return line + "/" + camera + "/" + cause;
    }
}
