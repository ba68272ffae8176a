// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.model.Models;
import dev.invigil.trainer.registry.ChangeNote;
import dev.invigil.trainer.registry.ModelChange;
import dev.invigil.trainer.registry.ModelChanges;
import dev.invigil.trainer.shadow.Disagreement;
import dev.invigil.trainer.shadow.ShadowComparison;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which a candidate scores live frames without effect, and the decision at its end. An operator who decides about the candidate
 * meanwhile ends it.
 */
final class ShadowPeriod {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowPeriod.class);
    /** How often it looks whether an operator has decided. */
    private static final Duration LOOK = Duration.ofSeconds(15);
    /** Clocks of machines may differ by this much. */
    private static final Duration CLOCKS = Duration.ofHours(1);

    private static final int NAMED = 3;
    private static final int SHORT_DIGEST = 12;

    private final ShadowRules rules;
    private final Promotion promotion;
    private final ModelList models;
    private final ShadowSource source;
    private final Patience patience;
    private final Clock clock;
    private final String actor;

    /** @param actor who changes the list */
    ShadowPeriod(
            ShadowRules rules,
            Promotion promotion,
            ModelList models,
            ShadowSource source,
            Patience patience,
            Clock clock,
            String actor) {
        this.rules = rules;
        this.promotion = promotion;
        this.models = models;
        this.source = source;
        this.patience = patience;
        this.clock = clock;
        this.actor = actor;
    }

    /** The words in the list while it lasts. */
    String inWords() {
        return "it scores live frames without effect for " + seconds(rules.period()) + " s";
    }

    /**
     * Waits for the end of the period, and decides.
     *
     * @param compared digest of the model that the gate compared the candidate with
     * @throws NoAnswerException if the broker is away
     * @throws InterruptedException if the run is cancelled or the service stops
     */
    RunSteps.Shadowed watch(RetrainingRun.Shadowing run, Optional<String> compared, RunSteps.Pause pause)
            throws IOException, InterruptedException {
        String digest = run.publication().digest();
        Duration left = left(run);
        long begin = System.nanoTime();
        LOG.info("run {}: the candidate stays in shadow for {} s", run.id(), seconds(left));
        while (isInShadow(digest, pause)) {
            // the clock may be set back meanwhile
            Duration rest = shorter(left(run), left.minusNanos(System.nanoTime() - begin));
            if (rest.isZero() || rest.isNegative()) {
                break;
            }
            pause.pause(shorter(rest, LOOK));
        }
        ShadowComparison seen = patience.ofBroker(
                pause, () -> source.compare(digest, run.since().minus(CLOCKS)));
        ModelChange change = patience.ofBroker(pause, () -> models.change(now -> decided(now, run, seen, compared)));
        ModelRecord listed = change instanceof ModelChange.Write write
                ? write.first()
                : patience.ofBroker(pause, models::read).byDigest().get(digest);
        return new RunSteps.Shadowed(
                seen,
                listed == null
                        ? run.publication()
                        : new RetrainingRun.Publication(digest, listed.state(), listed.reason()));
    }

    private Duration left(RetrainingRun.Shadowing run) {
        return Duration.between(clock.instant(), run.since().plus(rules.period()));
    }

    private boolean isInShadow(String digest, RunSteps.Pause pause) throws IOException, InterruptedException {
        ModelRecord model = patience.ofBroker(pause, models::read).byDigest().get(digest);
        return model != null && model.state() == ModelState.SHADOW;
    }

    private ModelChange decided(
            Models now, RetrainingRun.Shadowing run, ShadowComparison seen, Optional<String> compared) {
        String digest = run.publication().digest();
        String known = seen.inWords() + ". gate " + run.gate().outcome() + ": "
                + run.gate().reason();
        Optional<String> objection = objection(digest, seen)
                .or(() -> now.active().map(ModelRecord::digest).equals(compared)
                        ? Optional.empty()
                        : Optional.of("another model became ACTIVE while this one was compared; start a new run"));
        if (promotion == Promotion.MANUAL || objection.isPresent()) {
            return ModelChanges.endShadow(
                    now,
                    digest,
                    note(objection.map(text -> "not promoted: " + text + ". ").orElse("") + known));
        }
        ModelRecord model = now.byDigest().get(digest);
        return model != null && model.state() == ModelState.SHADOW
                ? ModelChanges.promote(now, digest, note(known), false)
                : ModelChanges.endShadow(now, digest, note(known));
    }

    /** Why what was seen does not suffice. */
    private Optional<String> objection(String digest, ShadowComparison seen) {
        if (seen.frames() < rules.leastFrames()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%d frames in shadow are fewer than trainer.shadow.least-frames, %d; see the metric"
                            + " invigil_scorer_shadow_dropped_total of the scorers, or make trainer.shadow.period longer",
                    seen.frames(),
                    rules.leastFrames()));
        }
        if (rules.maxDisagreement().filter(most -> seen.share() > most).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "more than %s %% of the frames were decided otherwise, such as %s; list them with: invigil models"
                        + " disagreements %s",
                percent(rules.maxDisagreement().get()),
                seen.latest().stream().limit(NAMED).map(Disagreement::frame).collect(Collectors.joining(", ")),
                digest.substring(0, SHORT_DIGEST)));
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
    }

    private ChangeNote note(String reason) {
        return new ChangeNote(ServiceSteps.oneLine(reason), actor, clock.instant());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static long seconds(Duration time) {
        return Math.max(0, time.toSeconds());
    }
}
