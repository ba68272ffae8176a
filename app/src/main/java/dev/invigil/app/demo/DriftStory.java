// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.app.sampleline.Lamp;
import dev.invigil.console.line.LiveLine;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many good parts the camera under the lamp rejects: before the lamp was moved, after it, and with the new model. */
final class DriftStory {
    /** Verdicts of the new model on the camera after which the demo ends. */
    static final int ENOUGH = 60;
    /**
     * The share of good parts that may be rejected at the end. Twelve to sixteen parts under the new light calibrate, so on average up to one in
     * thirteen of the next ones is above all of them; the limit is twice that share.
     */
    private static final double RECOVERED = 0.15;
    /** The share of good parts that must be rejected after the lamp was moved, ten times what the thresholds are made for. */
    private static final double CLIMBED = 0.1;

    private final Map<String, Shot> sent;
    private final String firstModel;
    private final Map<Stage, Tally> tallies = new EnumMap<>(Stage.class);

    private enum Stage {
        AS_SET_UP("lamp as set up, first model"),
        MOVED("lamp moved, first model"),
        RETRAINED("lamp moved, new model");

        private final String text;

        Stage(String text) {
            this.text = text;
        }
    }

    private static final class Tally {
        private long good;
        private long rejected;
    }

    /**
     * @param sent the frames of the camera under the lamp
     * @param firstModel digest
     */
    DriftStory(Map<String, Shot> sent, String firstModel) {
        this.sent = Map.copyOf(sent);
        this.firstModel = firstModel;
        for (Stage stage : Stage.values()) {
            tallies.put(stage, new Tally());
        }
    }

    /**
     * Whether the line has learned the new light: a new model decides and has decided often enough, the alert about the calibration of the
     * first one is closed, and so is the one about the rejects. An alert about the calibration of the new model may be open: most of the parts
     * that it was calibrated with were taken under the old light.
     */
    static boolean isTold(LiveLine line) {
        String camera = Script.cameras().get(Scenario.LAMP_CAMERA);
        return line.activeModel()
                        .filter(model -> model.activation().orElse(0) > 1)
                        .filter(model -> line.verdicts(camera, model.digest()) >= ENOUGH)
                        .isPresent()
                && line.hasClosed(AlertCause.CALIBRATION_DRIFT)
                && line.openAlerts().stream()
                        .filter(alert -> alert.camera().equals(camera))
                        .allMatch(alert -> alert.cause() == AlertCause.CALIBRATION_DRIFT);
    }

    /** Enters a verdict. */
    void verdict(Verdict verdict) {
        Shot shot = sent.get(verdict.frameId());
        if (shot == null || shot.truth() != Shot.Truth.GOOD || verdict.model().isEmpty()) {
            return;
        }
        boolean isFirst = verdict.model()
                .map(ModelIdentity::digest)
                .filter(firstModel::equals)
                .isPresent();
        Stage stage = shot.lamp().equals(Lamp.AS_SET_UP) ? Stage.AS_SET_UP : isFirst ? Stage.MOVED : Stage.RETRAINED;
        Tally tally = tallies.get(stage);
        tally.good++;
        tally.rejected += verdict.decision() == Decision.REJECT ? 1 : 0;
    }

    /** Whether good parts were rejected after the lamp was moved, and are accepted again. */
    boolean hasRecovered() {
        return rate(Stage.MOVED) >= CLIMBED
                && rate(Stage.RETRAINED) <= RECOVERED
                && 2 * rate(Stage.RETRAINED) <= rate(Stage.MOVED);
    }

    /** The three shares. */
    List<String> report() {
        List<String> lines = new ArrayList<>();
        lines.add("good parts of " + Script.cameras().get(Scenario.LAMP_CAMERA) + " rejected:");
        tallies.forEach((stage, tally) -> lines.add(String.format(
                Locale.ROOT,
                "  %-28s %5.1f %%  (%d of %d)",
                stage.text,
                100 * rate(stage),
                tally.rejected,
                tally.good)));
        lines.add(
                hasRecovered()
                        ? "OK: the new model accepts the new light"
                        : "FAILED: the reject rate has not come back");
        return lines;
    }

    private double rate(Stage stage) {
        Tally tally = tallies.get(stage);
        return (double) tally.rejected / tally.good;
    }
}
