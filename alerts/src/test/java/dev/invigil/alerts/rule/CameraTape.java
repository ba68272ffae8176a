// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import static dev.invigil.alerts.Verdicts.sketch;
import static dev.invigil.alerts.Verdicts.verdict;

import dev.invigil.alerts.Verdicts.Sketch;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.kit.config.Configuration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** One camera before a watch: what it says is played, the alerts are kept. A verdict takes 100 ms unless told otherwise. */
final class CameraTape {
    static final Instant START = Instant.parse("2026-03-02T06:00:00Z");

    private final List<Alert> alerts = new ArrayList<>();
    private CameraWatch watch;
    private Optional<CameraState> state = Optional.empty();
    private Instant now = START;
    private Instant listeningSince = START;
    private Duration pace = Duration.ofMillis(100);
    private Optional<ModelRecord> active = Optional.empty();
    private long offset;
    private long number;

    CameraTape(Rules rules) {
        watch = new CameraWatch(rules);
    }

    /** Rules of which only those written in {@code yaml} are on. */
    static Rules only(String yaml) {
        StringBuilder all = new StringBuilder(yaml);
        for (String rule : List.of(
                "k-of-n",
                "consecutive-rejects",
                "consecutive-unscored",
                "wrong-product",
                "reject-rate",
                "calibration-drift",
                "frozen-image",
                "sequence-gap",
                "model-in-use",
                "silent-camera")) {
            if (!yaml.contains(rule + ":")) {
                all.append("\n").append(rule).append(": {enabled: false}");
            }
        }
        return rules(all.toString());
    }

    static Rules rules(String yaml) {
        return Configuration.parse(yaml, "test", Rules.class, Map.of());
    }

    CameraTape active(Optional<ModelRecord> model) {
        active = model;
        return this;
    }

    CameraTape pace(Duration duration) {
        pace = duration;
        return this;
    }

    /** One letter a verdict: p pass, r review, x reject, w wrong product, u unscored. */
    CameraTape play(String letters) {
        letters.chars().forEach(letter -> say(decision((char) letter)));
        return this;
    }

    CameraTape say(Decision decision) {
        now = now.plus(pace);
        return hear(verdict("line-1", "cam-1", offset++, decision, now));
    }

    /** The next verdict, with what the test adds to it. */
    CameraTape hear(UnaryOperator<Sketch> with, Decision decision) {
        now = now.plus(pace);
        return hear(
                with.apply(sketch("line-1", "cam-1", offset++, decision, now)).verdict());
    }

    /** The number of the next frame in the camera's sequence. */
    long nextNumber(int step) {
        number += step;
        return number;
    }

    /** A model that is ACTIVE since long ago. */
    static ModelRecord model(String digest) {
        return new ModelRecord(
                1,
                digest,
                "model",
                "2",
                ModelState.ACTIVE,
                OptionalLong.of(2),
                Optional.empty(),
                "a test",
                "me",
                START.minusSeconds(3600),
                Optional.empty());
    }

    /** A verdict as it comes, without time that passes. */
    CameraTape hear(Verdict verdict) {
        Optional<Step> step = watch.onVerdict(state, verdict, active, now);
        step.ifPresent(this::take);
        return this;
    }

    CameraTape silence(Duration duration) {
        now = now.plus(duration);
        watch.onClock(state.orElseThrow(), now, listeningSince).ifPresent(this::take);
        return this;
    }

    /** The process is away for a while and comes back with what was stored, perhaps with other rules. */
    CameraTape restart(Rules rules, Duration absence) {
        now = now.plus(absence);
        listeningSince = now;
        watch = new CameraWatch(rules);
        state = state.map(CameraTape::storedAndRead);
        return this;
    }

    List<Alert> alerts() {
        return alerts;
    }

    /** For example {@code K_OF_N OPENED}. */
    List<String> told() {
        return alerts.stream().map(alert -> alert.cause() + " " + alert.state()).toList();
    }

    Optional<Incident> open(AlertCause cause) {
        return state.flatMap(s -> Optional.ofNullable(s.incidents().get(cause)));
    }

    Optional<CameraState> state() {
        return state;
    }

    Instant now() {
        return now;
    }

    static CameraState storedAndRead(CameraState state) {
        return CameraState.CODEC.deserializer().deserialize("store", CameraState.CODEC.encode(state));
    }

    private void take(Step step) {
        state = step.state();
        alerts.addAll(step.alerts());
    }

    private static Decision decision(char letter) {
        return switch (letter) {
            case 'p' -> Decision.PASS;
            case 'r' -> Decision.REVIEW;
            case 'x' -> Decision.REJECT;
            case 'w' -> Decision.WRONG_PRODUCT;
            case 'u' -> Decision.UNSCORED;
            default -> throw new IllegalArgumentException("no decision is written " + letter);
        };
    }
}
