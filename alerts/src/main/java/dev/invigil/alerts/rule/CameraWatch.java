// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All rules over one camera: a pure function of its state and the next verdict, or of its state and the time. */
public final class CameraWatch {
    /** The line or camera in verdicts on frames that do not name one; it is never reported as silent. */
    private static final String UNKNOWN = "unknown";

    private static final String SWITCHED_OFF = "the rule was disabled";

    /**
     * A capture time further ahead of our clock counts as unknown: as the latest time seen, it would make every later frame of a new
     * topic look like a replay.
     */
    private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);

    private final Rules rules;
    private final KOfNRule kOfN;
    private final ConsecutiveRule consecutiveRejects;
    private final ConsecutiveRule consecutiveUnscored;
    private final WrongProductRule wrongProduct;
    private final RejectRateRule rejectRate;
    private final CalibrationDriftRule calibrationDrift;
    private final FrozenImageRule frozenImage;
    private final SequenceGapRule sequenceGap;

    public CameraWatch(Rules rules) {
        this.rules = rules;
        kOfN = new KOfNRule(rules.kOfN());
        consecutiveRejects = ConsecutiveRule.rejects(rules.consecutiveRejects());
        consecutiveUnscored = ConsecutiveRule.unscored(rules.consecutiveUnscored());
        wrongProduct = new WrongProductRule(rules.wrongProduct());
        rejectRate = new RejectRateRule(rules.rejectRate());
        calibrationDrift = new CalibrationDriftRule(rules.calibrationDrift());
        frozenImage = new FrozenImageRule(rules.frozenImage());
        sequenceGap = new SequenceGapRule(rules.sequenceGap());
    }

    /**
     * After a verdict. Verdicts count in the order of arrival, with their creation time. A time before that of the last verdict or after
     * {@code now} is clamped to that bound, so that a wrong clock of a scorer does no harm.
     *
     * @param before the camera's state; empty for a new camera
     * @param active the model that is ACTIVE, if there is one
     * @param now the wall-clock time
     * @return empty when the frame was already counted
     */
    public Optional<Step> onVerdict(
            Optional<CameraState> before, Verdict verdict, Optional<ModelRecord> active, Instant now) {
        Instant captured = verdict.capturedAt()
                .filter(time -> time.isBefore(now.plus(CLOCK_TOLERANCE)))
                .orElse(Instant.EPOCH);
        Instant fell = within(verdict.creationTime(), Instant.EPOCH, now);
        if (before.isEmpty()) {
            return Optional.of(apply(firstSeen(verdict, now, fell, captured), verdict, active, now, fell));
        }
        CameraState state = before.get();
        if (state.seen().contains(verdict.position(), captured)) {
            return Optional.empty();
        }
        Instant at = within(fell, state.verdictAt(), Instant.MAX);
        SeenFrames seen = state.seen().with(verdict.position(), captured);
        return Optional.of(apply(state.withVerdict(verdict, now, at, seen), verdict, active, now, at));
    }

    /**
     * After time has passed.
     *
     * @param now the wall-clock time
     * @param listeningSince since when this process has been receiving verdicts: its own downtime does not count as silence of the camera
     * @return empty when nothing changes
     */
    public Optional<Step> onClock(CameraState state, Instant now, Instant listeningSince) {
        Instant from = state.heardAt().isAfter(listeningSince) ? state.heardAt() : listeningSince;
        Duration silence = Duration.between(from, now);
        IncidentLog log = new IncidentLog(state);
        if (silence.compareTo(rules.forgetAfter()) >= 0) {
            for (AlertCause cause : AlertCause.values()) {
                log.close(cause, now, "no verdict since " + state.heardAt() + "; the camera's state was removed");
            }
            return Optional.of(new Step(Optional.empty(), log.alerts()));
        }
        boolean silent = silence.compareTo(rules.silentCamera().after()) >= 0 && isExpectedToSend(state);
        if (!rules.silentCamera().enabled()) {
            log.close(AlertCause.SILENT_CAMERA, now, SWITCHED_OFF);
        } else if (silent && log.incident(AlertCause.SILENT_CAMERA).isEmpty()) {
            String since = IncidentLog.inWords(Duration.between(state.heardAt(), now));
            log.open(
                    AlertCause.SILENT_CAMERA,
                    now,
                    0,
                    "no verdict for " + since + "; the last one was for frame " + state.lastFrameId());
        }
        return log.alerts().isEmpty()
                ? Optional.empty()
                : Optional.of(new Step(Optional.of(state.with(state.memory(), log.incidents())), log.alerts()));
    }

    private CameraState firstSeen(Verdict verdict, Instant now, Instant at, Instant captured) {
        SeenFrames seen = SeenFrames.first(verdict.position(), captured);
        CameraState.Memory memory = new CameraState.Memory(
                kOfN.start(),
                consecutiveRejects.start(),
                consecutiveUnscored.start(),
                wrongProduct.start(),
                rejectRate.start(),
                calibrationDrift.start(),
                frozenImage.start(),
                sequenceGap.start());
        return new CameraState(
                        CameraState.SCHEMA,
                        verdict.line(),
                        verdict.camera(),
                        now,
                        verdict.frameId(),
                        at,
                        Optional.of(0L),
                        seen,
                        List.of(),
                        List.of(),
                        List.of(),
                        memory,
                        Map.of())
                .withVerdict(verdict, now, at, seen);
    }

    private Step apply(CameraState state, Verdict verdict, Optional<ModelRecord> active, Instant now, Instant at) {
        IncidentLog log = new IncidentLog(state);
        log.close(AlertCause.SILENT_CAMERA, now, "verdicts are arriving again");
        CameraState.Memory memory = state.memory();
        CameraState.Memory next = new CameraState.Memory(
                apply(kOfN, rules.kOfN().enabled(), memory.kOfN(), verdict, at, log),
                apply(
                        consecutiveRejects,
                        rules.consecutiveRejects().enabled(),
                        memory.consecutiveRejects(),
                        verdict,
                        at,
                        log),
                apply(
                        consecutiveUnscored,
                        rules.consecutiveUnscored().enabled(),
                        memory.consecutiveUnscored(),
                        verdict,
                        at,
                        log),
                apply(wrongProduct, rules.wrongProduct().enabled(), memory.wrongProduct(), verdict, at, log),
                apply(rejectRate, rules.rejectRate().enabled(), memory.rejectRate(), verdict, at, log),
                apply(
                        calibrationDrift,
                        rules.calibrationDrift().enabled(),
                        memory.calibrationDrift(),
                        verdict,
                        at,
                        log),
                apply(frozenImage, rules.frozenImage().enabled(), memory.frozenImage(), verdict, at, log),
                apply(sequenceGap, rules.sequenceGap().enabled(), memory.sequenceGap(), verdict, at, log));
        checkModel(verdict, active, at, log);
        return new Step(Optional.of(state.with(next, log.incidents())), log.alerts());
    }

    private <M> M apply(Rule<M> rule, boolean enabled, M memory, Verdict verdict, Instant at, IncidentLog log) {
        AlertCause cause = rule.cause();
        if (!enabled) {
            log.close(cause, at, SWITCHED_OFF);
            return rule.start();
        }
        Optional<Incident> open = log.incident(cause);
        M next = rule.next(memory, verdict, at, open);
        log.count(cause, rule.events(next, verdict));
        Condition condition = rule.judge(next, at, open);
        if (condition == Condition.CLEAR) {
            log.close(cause, at, rule.describe(next));
        } else if (open.isPresent()) {
            log.update(cause, at, rules.updateEvery(), rule.describe(next));
        } else if (condition == Condition.MET) {
            log.open(cause, at, rule.evidence(next), rule.describe(next));
        }
        return next;
    }

    /** Verdicts that were made within the time that scorers have to load the model do not count. */
    private void checkModel(Verdict verdict, Optional<ModelRecord> active, Instant at, IncidentLog log) {
        AlertCause cause = AlertCause.MODEL_NOT_IN_USE;
        if (!rules.modelInUse().enabled()) {
            log.close(cause, at, SWITCHED_OFF);
            return;
        }
        if (active.isEmpty()) {
            log.close(cause, at, "no model is ACTIVE");
            return;
        }
        ModelRecord wanted = active.get();
        verdict.model().ifPresent(used -> {
            String name = inWords(wanted.name(), wanted.version(), wanted.digest());
            if (used.digest().equals(wanted.digest())) {
                log.close(cause, at, "the ACTIVE model " + name + " is in use");
            } else if (!at.isBefore(wanted.at().plus(rules.modelInUse().after()))) {
                String problem = verdict.instance() + " decides by the model "
                        + inWords(used.name(), used.version(), used.digest()) + ", but " + name
                        + " is ACTIVE since " + wanted.at().truncatedTo(ChronoUnit.SECONDS)
                        + ": see why in the scorer's log";
                if (log.incident(cause).isEmpty()) {
                    log.open(cause, at, 1, problem);
                } else {
                    log.count(cause, 1);
                    log.update(cause, at, rules.updateEvery(), problem);
                }
            }
        });
    }

    private static String inWords(String name, String version, String digest) {
        return name + " " + version + " (" + digest.substring(0, Math.min(12, digest.length())) + ")";
    }

    private static Instant within(Instant time, Instant earliest, Instant latest) {
        Instant bounded = time.isAfter(latest) ? latest : time;
        return bounded.isBefore(earliest) ? earliest : bounded;
    }

    private boolean isExpectedToSend(CameraState state) {
        boolean known = state.verdicts()
                .map(count -> count >= rules.silentCamera().knownAfter())
                .orElse(true);
        return known && !state.line().equals(UNKNOWN) && !state.camera().equals(UNKNOWN);
    }
}
