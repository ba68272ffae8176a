// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.trainer.child.RunPhase;
import dev.invigil.trainer.schedule.Trigger;
import dev.invigil.trainer.shadow.ShadowComparison;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run, by where it is in its life. A transition is a method of the state that it leaves and returns the next one; the names of the states are
 * those of {@code run-state.json}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RetrainingRun.Waiting.class, name = "WAITING"),
    @JsonSubTypes.Type(value = RetrainingRun.Snapshotting.class, name = "SNAPSHOT"),
    @JsonSubTypes.Type(value = RetrainingRun.Fitting.class, name = "FIT"),
    @JsonSubTypes.Type(value = RetrainingRun.Evaluating.class, name = "EVALUATE"),
    @JsonSubTypes.Type(value = RetrainingRun.Gating.class, name = "GATE"),
    @JsonSubTypes.Type(value = RetrainingRun.Publishing.class, name = "PUBLISH"),
    @JsonSubTypes.Type(value = RetrainingRun.Shadowing.class, name = "SHADOW"),
    @JsonSubTypes.Type(value = RetrainingRun.Done.class, name = "DONE"),
    @JsonSubTypes.Type(value = RetrainingRun.Failed.class, name = "FAILED"),
    @JsonSubTypes.Type(value = RetrainingRun.Cancelled.class, name = "CANCELLED")
})
@JsonIgnoreProperties(value = "phase", allowGetters = true)
public sealed interface RetrainingRun {
    /** What is known of the run in every state. */
    Facts facts();

    /** Which run. */
    default RunId id() {
        return facts().id();
    }

    /**
     * What is known of a run in every state.
     *
     * @param id of the run
     * @param asked when it was asked for
     * @param triggers why; more than one when they came before it began
     * @param times of the phases that are over
     */
    record Facts(RunId id, Instant asked, List<Trigger> triggers, List<PhaseTime> times) {
        public Facts {
            triggers = List.copyOf(triggers);
            times = List.copyOf(times);
        }

        private Facts with(Trigger more) {
            List<Trigger> all = new ArrayList<>(triggers);
            all.add(more);
            return new Facts(id, asked, all, times);
        }

        private Facts with(RunPhase phase, Instant began, Instant ended) {
            List<PhaseTime> all = new ArrayList<>(times);
            all.add(new PhaseTime(phase, began, ended));
            return new Facts(id, asked, triggers, all);
        }
    }

    /** When a phase was worked on; the time that the service was down counts. */
    record PhaseTime(RunPhase phase, Instant began, Instant ended) {}

    /** A run that is not over. */
    sealed interface Unfinished extends RetrainingRun {
        /** The phase at hand; empty before the first. */
        Optional<RunPhase> phase();

        /** When the phase began. */
        Instant since();

        /** It cannot go on. */
        default Failed failed(String reason, Instant now) {
            return new Failed(facts(), phase(), reason, now);
        }

        /** An operator has ended it. */
        default Cancelled cancelled(Instant now) {
            return new Cancelled(facts(), phase(), now);
        }
    }

    /** A run that is over. */
    sealed interface Finished extends RetrainingRun {
        /** Since when. */
        Instant at();
    }

    /** It was asked for and has not begun. */
    record Waiting(Facts facts) implements Unfinished {
        @Override
        public Optional<RunPhase> phase() {
            return Optional.empty();
        }

        @Override
        public Instant since() {
            return facts.asked();
        }

        /** Another trigger for the same run. */
        public Waiting and(Trigger trigger) {
            return new Waiting(facts.with(trigger));
        }

        /** It begins. */
        public Snapshotting begun(Instant now) {
            return new Snapshotting(facts, now);
        }
    }

    /** The training set is being taken. */
    record Snapshotting(Facts facts, Instant since) implements Unfinished {
        @Override
        public Optional<RunPhase> phase() {
            return Optional.of(RunPhase.SNAPSHOT);
        }

        /** The training set is kept. */
        public Fitting taken(SnapshotSummary snapshot, Instant now) {
            return new Fitting(facts.with(RunPhase.SNAPSHOT, since, now), now, snapshot);
        }
    }

    /** The candidate is being trained and calibrated. */
    record Fitting(Facts facts, Instant since, SnapshotSummary snapshot) implements Unfinished {
        @Override
        public Optional<RunPhase> phase() {
            return Optional.of(RunPhase.FIT);
        }

        /** The bundle is written. */
        public Evaluating fitted(Instant now) {
            return new Evaluating(facts.with(RunPhase.FIT, since, now), now, snapshot);
        }
    }

    /** The candidate and the active model are being evaluated. */
    record Evaluating(Facts facts, Instant since, SnapshotSummary snapshot) implements Unfinished {
        @Override
        public Optional<RunPhase> phase() {
            return Optional.of(RunPhase.EVALUATE);
        }

        /** The results of both are written. */
        public Gating evaluated(Instant now) {
            return new Gating(facts.with(RunPhase.EVALUATE, since, now), now, snapshot);
        }
    }

    /** The results are being compared. */
    record Gating(Facts facts, Instant since, SnapshotSummary snapshot) implements Unfinished {
        @Override
        public Optional<RunPhase> phase() {
            return Optional.of(RunPhase.GATE);
        }

        /** The decision and its page are written. */
        public Publishing decided(GateSummary gate, Instant now) {
            return new Publishing(facts.with(RunPhase.GATE, since, now), now, snapshot, gate);
        }
    }

    /** The bundle is being stored, and the model put onto the list of models. */
    record Publishing(Facts facts, Instant since, SnapshotSummary snapshot, GateSummary gate) implements Unfinished {
        @Override
        public Optional<RunPhase> phase() {
            return Optional.of(RunPhase.PUBLISH);
        }

        /** The model is on the list. */
        public Done published(Publication publication, Instant now) {
            return new Done(
                    facts.with(RunPhase.PUBLISH, since, now), snapshot, gate, publication, Optional.empty(), now);
        }

        /** The model is on the list, and scores live frames without effect. */
        public Shadowing shadowed(Publication publication, Instant now) {
            return new Shadowing(facts.with(RunPhase.PUBLISH, since, now), now, snapshot, gate, publication);
        }
    }

    /** The model is on the list, and scores live frames without effect. */
    record Shadowing(Facts facts, Instant since, SnapshotSummary snapshot, GateSummary gate, Publication publication)
            implements Unfinished {
        @Override
        public Optional<RunPhase> phase() {
            return Optional.of(RunPhase.SHADOW);
        }

        /** The period is over, and what became of the model is on the list. */
        public Done ended(ShadowComparison seen, Publication last, Instant now) {
            return new Done(facts.with(RunPhase.SHADOW, since, now), snapshot, gate, last, Optional.of(seen), now);
        }
    }

    /**
     * What became of the candidate.
     *
     * @param digest of its bundle
     * @param state in which it was put onto the list of models
     * @param reason one line
     */
    record Publication(String digest, ModelState state, String reason) {}

    /**
     * The candidate is on the list of models.
     *
     * @param shadow what it decided in shadow; empty if it was not there
     */
    record Done(
            Facts facts,
            SnapshotSummary snapshot,
            GateSummary gate,
            Publication publication,
            Optional<ShadowComparison> shadow,
            Instant at)
            implements Finished {}

    /** It could not go on. */
    record Failed(Facts facts, Optional<RunPhase> during, String reason, Instant at) implements Finished {}

    /** An operator has ended it. */
    record Cancelled(Facts facts, Optional<RunPhase> during, Instant at) implements Finished {}
}
