// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.trainer.child.RunPhase;
import dev.invigil.trainer.retrain.GateSummary;
import dev.invigil.trainer.retrain.RetrainingRun;
import dev.invigil.trainer.retrain.RunProgress;
import dev.invigil.trainer.retrain.SnapshotSummary;
import dev.invigil.trainer.schedule.Trigger;
import dev.invigil.trainer.shadow.ShadowComparison;
import dev.invigil.trainer.snapshot.SuspectPart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run as the API shows it.
 *
 * @param id of the run
 * @param state WAITING, the phase at hand, DONE, FAILED or CANCELLED
 * @param asked when it was asked for
 * @param triggers why, in words
 * @param since since when it is in this state
 * @param progress of the phase at hand
 * @param times of the phases that are over
 * @param snapshot the training set
 * @param suspects parts of the training set that may be defective, the most suspicious first; absent in a list of runs, and before they
 *     were looked for
 * @param gate the gate's decision
 * @param shadow what the candidate decided in shadow, once that is over
 * @param model what became of the candidate
 * @param failure why it failed
 * @param during the phase in which it failed or was cancelled
 */
record RunView(
        String id,
        String state,
        Instant asked,
        List<String> triggers,
        Instant since,
        Optional<RunProgress> progress,
        List<RetrainingRun.PhaseTime> times,
        Optional<SnapshotSummary> snapshot,
        Optional<List<SuspectPart>> suspects,
        Optional<GateSummary> gate,
        Optional<ShadowComparison> shadow,
        Optional<RetrainingRun.Publication> model,
        Optional<String> failure,
        Optional<RunPhase> during) {

    /**
     * @param progress of this run; empty unless it is at work
     * @param suspects as they are to be shown
     */
    static RunView of(RetrainingRun run, Optional<RunProgress> progress, Optional<List<SuspectPart>> suspects) {
        Optional<SnapshotSummary> snapshot = Optional.empty();
        Optional<GateSummary> gate = Optional.empty();
        Optional<RetrainingRun.Publication> model = Optional.empty();
        Optional<ShadowComparison> shadow = Optional.empty();
        Optional<String> failure = Optional.empty();
        Optional<RunPhase> during = Optional.empty();
        if (run instanceof RetrainingRun.Fitting fitting) {
            snapshot = Optional.of(fitting.snapshot());
        } else if (run instanceof RetrainingRun.Evaluating evaluating) {
            snapshot = Optional.of(evaluating.snapshot());
        } else if (run instanceof RetrainingRun.Gating gating) {
            snapshot = Optional.of(gating.snapshot());
        } else if (run instanceof RetrainingRun.Publishing publishing) {
            snapshot = Optional.of(publishing.snapshot());
            gate = Optional.of(publishing.gate());
        } else if (run instanceof RetrainingRun.Shadowing shadowing) {
            snapshot = Optional.of(shadowing.snapshot());
            gate = Optional.of(shadowing.gate());
            model = Optional.of(shadowing.publication());
        } else if (run instanceof RetrainingRun.Done done) {
            snapshot = Optional.of(done.snapshot());
            gate = Optional.of(done.gate());
            model = Optional.of(done.publication());
            shadow = done.shadow();
        } else if (run instanceof RetrainingRun.Failed failed) {
            failure = Optional.of(failed.reason());
            during = failed.during();
        } else if (run instanceof RetrainingRun.Cancelled cancelled) {
            during = cancelled.during();
        }
        return new RunView(
                run.id().text(),
                state(run),
                run.facts().asked(),
                run.facts().triggers().stream().map(Trigger::describe).toList(),
                run instanceof RetrainingRun.Unfinished open ? open.since() : ((RetrainingRun.Finished) run).at(),
                progress,
                run.facts().times(),
                snapshot,
                suspects,
                gate,
                shadow,
                model,
                failure,
                during);
    }

    private static String state(RetrainingRun run) {
        if (run instanceof RetrainingRun.Unfinished open) {
            return open.phase().map(RunPhase::name).orElse("WAITING");
        }
        return run instanceof RetrainingRun.Done
                ? "DONE"
                : run instanceof RetrainingRun.Failed ? "FAILED" : "CANCELLED";
    }
}
