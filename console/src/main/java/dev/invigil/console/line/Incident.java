// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.line;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Open incidents of one cause. Several cameras with the same cause are one entry, because they usually have one reason: a stopped scorer
 * silences all cameras.
 *
 * @param title the cause in a few words
 * @param remedy what to check, in one line
 * @param openedAt when the first of them was opened
 * @param count number of rejects or other events in all of them, as the alerts count
 * @param alerts how many incidents these are; one incident may concern several cameras
 * @param frameIds the latest of their frames, oldest first
 */
public record Incident(
        AlertCause cause,
        String title,
        String remedy,
        Instant openedAt,
        Instant updatedAt,
        long count,
        int alerts,
        List<Place> cameras,
        List<String> frameIds) {
    private static final int FRAMES = 10;

    /** One camera of an incident, with the alert's own message. */
    public record Place(String camera, String line, Instant openedAt, String message) {}

    /** Groups alerts that are open by their cause; the most severe first, then the oldest. */
    static List<Incident> group(Iterable<Alert> open) {
        Map<AlertCause, List<Alert>> byCause = new LinkedHashMap<>();
        open.forEach(alert -> byCause.computeIfAbsent(alert.cause(), cause -> new ArrayList<>())
                .add(alert));
        return byCause.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt((Incident incident) -> severity(incident.cause()))
                        .thenComparing(Incident::openedAt))
                .toList();
    }

    private static Incident of(AlertCause cause, List<Alert> alerts) {
        List<String> frames = alerts.stream()
                .sorted(Comparator.comparing(Alert::updatedAt))
                .flatMap(alert -> alert.frameIds().stream())
                .distinct()
                .toList();
        return new Incident(
                cause,
                title(cause),
                remedy(cause),
                alerts.stream()
                        .map(Alert::openedAt)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                alerts.stream()
                        .map(Alert::updatedAt)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(),
                alerts.stream().mapToLong(Alert::rejects).sum(),
                alerts.size(),
                alerts.stream()
                        .sorted(Comparator.comparing(Alert::openedAt))
                        .flatMap(alert -> cameras(alert).stream()
                                .map(camera -> new Place(camera, alert.line(), alert.openedAt(), alert.message())))
                        .toList(),
                frames.subList(Math.max(0, frames.size() - FRAMES), frames.size()));
    }

    /** The cameras that an alert concerns. */
    static List<String> cameras(Alert alert) {
        return alert.camera().equals(Alert.WHOLE_LINE) ? alert.cameras() : List.of(alert.camera());
    }

    /** Parts that are not inspected come first, then defects, then what makes verdicts less reliable. */
    private static int severity(AlertCause cause) {
        return switch (cause) {
            case SILENT_CAMERA, CONSECUTIVE_UNSCORED, FROZEN_IMAGE -> 0;
            case CONSECUTIVE_REJECTS, K_OF_N, WRONG_PRODUCT -> 1;
            case REJECT_RATE, SEQUENCE_GAP -> 2;
            case CALIBRATION_DRIFT, MODEL_NOT_IN_USE -> 3;
        };
    }

    /** The cause in a few words. */
    public static String title(AlertCause cause) {
        return switch (cause) {
            case K_OF_N -> "Many rejects";
            case CONSECUTIVE_REJECTS -> "Rejects in a row";
            case CONSECUTIVE_UNSCORED -> "Frames cannot be inspected";
            case WRONG_PRODUCT -> "Wrong product";
            case REJECT_RATE -> "The reject rate has risen";
            case CALIBRATION_DRIFT -> "The calibration no longer holds";
            case FROZEN_IMAGE -> "The image does not change";
            case SEQUENCE_GAP -> "Frames are missing";
            case MODEL_NOT_IN_USE -> "The active model is not in use";
            case SILENT_CAMERA -> "No verdicts";
        };
    }

    /** What to check, in one line; the table of docs/ALERTS.md says the same. */
    public static String remedy(AlertCause cause) {
        return switch (cause) {
            case K_OF_N -> "Look at the frames: an intermittent defect, or a product that has changed.";
            case CONSECUTIVE_REJECTS -> "Look at the frames: a broken tool, or moved lighting.";
            case CONSECUTIVE_UNSCORED ->
                "Open a frame and read its reason; check sender, image format and product name.";
            case WRONG_PRODUCT -> "Check the changeover: the job, the product that the camera names, a stray part.";
            case REJECT_RATE -> "Check for a slow change: tool wear, material, light.";
            case CALIBRATION_DRIFT ->
                "Check lamp, exposure and focus, then the product and its material. If the change is permanent, calibrate or retrain.";
            case FROZEN_IMAGE -> "Check the camera, its driver and its buffer; the sender may repeat a file.";
            case SEQUENCE_GAP -> "Check the camera's buffer, the network and ingest.";
            case MODEL_NOT_IN_USE -> "Read the scorer's log: it says why it refused the model.";
            case SILENT_CAMERA -> "Check camera, ingest, broker and scorer, in this order.";
        };
    }
}
