// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.model.Models;
import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.store.BundleStore;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.disk.FreeSpace;
import dev.invigil.trainer.child.ChildRun;
import dev.invigil.trainer.child.RunFiles;
import dev.invigil.trainer.child.RunJob;
import dev.invigil.trainer.gate.EvaluatedModel;
import dev.invigil.trainer.json.JsonFile;
import dev.invigil.trainer.registry.ChangeNote;
import dev.invigil.trainer.registry.ModelChange;
import dev.invigil.trainer.registry.ModelChanges;
import dev.invigil.trainer.registry.NewModel;
import dev.invigil.trainer.snapshot.Role;
import dev.invigil.trainer.snapshot.Snapshot;
import dev.invigil.trainer.snapshot.SnapshotData;
import dev.invigil.trainer.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The phases of runs with the real snapshot store, bundle store and list of models. */
public final class ServiceSteps implements RunSteps {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceSteps.class);
    private static final String ACTOR = "trainer";

    private final RunSettings settings;
    private final RunArchive archive;
    private final SnapshotSource source;
    private final GateStep gate;
    private final BundleStore store;
    private final ModelList models;
    private final Clock clock;
    private final Patience patience;
    private final ShadowPeriod shadow;

    public ServiceSteps(
            RunSettings settings,
            RunArchive archive,
            SnapshotSource source,
            GateStep gate,
            BundleStore store,
            ModelList models,
            ShadowSource shadow,
            Clock clock) {
        this.settings = settings;
        this.archive = archive;
        this.source = source;
        this.gate = gate;
        this.store = store;
        this.models = models;
        this.clock = clock;
        this.patience = new Patience(settings.patience());
        this.shadow = new ShadowPeriod(settings.shadow(), settings.promotion(), models, shadow, patience, clock, ACTOR);
    }

    @Override
    public SnapshotSummary snapshot(RetrainingRun.Snapshotting run, Pause pause)
            throws IOException, InterruptedException {
        RunFiles files = archive.files(run.id());
        if (Files.exists(files.snapshot())) {
            return JsonFile.read(files.snapshot(), SnapshotSummary.class);
        }
        requireSpace();
        SnapshotStore snapshots = new SnapshotStore(settings.work());
        SnapshotSource.Taken taken = patience.ofBroker(pause, () -> source.take(snapshots));
        Snapshot snapshot = taken.snapshot();
        snapshots.put(snapshot);
        SnapshotData data = SnapshotData.open(snapshot, settings.golden(), snapshots);
        List<String> notes = new ArrayList<>(taken.notes());
        data.untrainable(settings.rates())
                .forEach((product, reason) -> notes.add(product + " is not trained: " + reason));
        notes.forEach(note -> LOG.info("run {}: {}", run.id(), note));
        // says what is wrong now and not after the start of a process
        data.training(settings.rates());
        if (data.evaluation().isEmpty()) {
            throw new OperatorException("the golden data " + settings.golden()
                    + " has no test images, so no model can be evaluated; add images to PRODUCT/test");
        }
        Optional<ModelRecord> active = patience.ofBroker(pause, models::read).active();
        Optional<Path> bundle = active.isPresent()
                ? Optional.of(patience.ofStore(
                        store, pause, () -> store.fetch(active.get().digest())))
                : Optional.empty();
        JsonFile.write(
                files.job(),
                new RunJob(
                        settings.name(),
                        run.id().text(),
                        snapshot.digest(),
                        settings.golden().toAbsolutePath(),
                        settings.work().toAbsolutePath(),
                        settings.recipe(),
                        settings.rates(),
                        settings.device(),
                        settings.threads(),
                        bundle.map(Path::toAbsolutePath),
                        settings.codeVersion()));
        SnapshotSummary summary = new SnapshotSummary(snapshot.digest(), counts(snapshot), notes);
        JsonFile.write(files.snapshot(), summary);
        return summary;
    }

    private void requireSpace() throws IOException {
        long free = FreeSpace.OF_THIS_MACHINE.usable(settings.work());
        if (free < settings.minFreeSpace().bytes()) {
            throw new OperatorException("the disk of " + settings.work() + " has " + (free >> 20)
                    + " MiB free, less than trainer.min-free-space " + settings.minFreeSpace()
                    + "; free space on it, for example delete old runs from "
                    + settings.work().resolve("runs"));
        }
    }

    private static Map<String, SnapshotSummary.Counts> counts(Snapshot snapshot) {
        Map<String, SnapshotSummary.Counts> counts = new LinkedHashMap<>();
        for (String product : snapshot.products()) {
            counts.put(
                    product,
                    new SnapshotSummary.Counts(
                            snapshot.members(product, Role.TRAIN).size(),
                            snapshot.members(product, Role.CALIBRATE).size(),
                            snapshot.members(product, Role.TEST).size()));
        }
        return counts;
    }

    @Override
    public ChildRun child(RetrainingRun.Unfinished run) throws IOException {
        return ChildRun.start(archive.files(run.id()), settings.child());
    }

    @Override
    public GateSummary gate(RetrainingRun.Gating run) throws IOException {
        return gate.decide(archive.files(run.id()), settings.gate());
    }

    @Override
    public RetrainingRun.Publication publish(RetrainingRun.Publishing run, Pause pause)
            throws IOException, InterruptedException {
        RunFiles files = archive.files(run.id());
        EvaluatedModel candidate = JsonFile.read(files.candidate(), EvaluatedModel.class);
        Optional<String> compared = compared(files);
        try {
            // no record names a bundle that the store does not have
            String digest = patience.ofStore(store, pause, () -> stored(files.bundle()));
            NewModel model = new NewModel(
                    digest,
                    candidate.name(),
                    candidate.version(),
                    Optional.of(run.id().text()),
                    Optional.of(evidence(run, files)));
            return patience.ofBroker(pause, () -> listed(model, run.gate(), compared));
        } catch (NoAnswerException e) {
            throw new OperatorException(
                    e.getMessage() + "; the candidate stays in " + files.bundle()
                            + ", list it with: invigil models add " + files.bundle() + " --store " + store
                            + " --reason TEXT",
                    e);
        }
    }

    /** The model that the candidate was compared with. */
    private static Optional<String> compared(RunFiles files) throws IOException {
        return Files.exists(files.active())
                ? Optional.of(
                        JsonFile.read(files.active(), EvaluatedModel.class).digest())
                : Optional.empty();
    }

    @Override
    public Shadowed shadow(RetrainingRun.Shadowing run, Pause pause) throws IOException, InterruptedException {
        try {
            return shadow.watch(run, compared(archive.files(run.id())), pause);
        } catch (NoAnswerException e) {
            throw new OperatorException(
                    e.getMessage()
                            + "; the candidate stays in shadow, decide on it with: invigil models promote, reject, or"
                            + " shadow --end",
                    e);
        }
    }

    private static ModelRecord.Evidence evidence(RetrainingRun.Publishing run, RunFiles files) {
        return new ModelRecord.Evidence(
                Optional.of(run.snapshot().digest()),
                Optional.of(run.gate().outcome().name()),
                Optional.of(
                        files.gatePages().resolve("index.html").toAbsolutePath().toString()));
    }

    private RetrainingRun.Publication listed(NewModel model, GateSummary gate, Optional<String> compared) {
        // the one that this run listed before it was killed, or before the answer was lost
        Optional<ModelRecord> before =
                Optional.ofNullable(models.read().byDigest().get(model.digest()));
        if (before.isPresent()) {
            return publication(before.get());
        }
        return models.change(now -> decided(now, model, gate, compared))
                .fold(write -> publication(write.first()), refused -> {
                    throw new OperatorException(refused.message());
                });
    }

    @Override
    public void close() {
        source.close();
    }

    private String stored(Path bundle) throws IOException {
        try {
            return store.put(bundle);
        } catch (BrokenBundleException e) {
            throw new OperatorException(e.getMessage() + "; start a new run", e);
        }
    }

    private static RetrainingRun.Publication publication(ModelRecord model) {
        return new RetrainingRun.Publication(model.digest(), model.state(), model.reason());
    }

    /** In which state the candidate is listed. */
    private ModelChange decided(Models now, NewModel model, GateSummary gate, Optional<String> compared) {
        ModelState state = ModelState.CANDIDATE;
        String reason = "gate " + gate.outcome() + ": " + gate.reason();
        if (gate.outcome() == GateSummary.Outcome.REJECT) {
            state = ModelState.REJECTED;
        } else if (gate.outcome() == GateSummary.Outcome.PROMOTE) {
            boolean isCurrent = now.active().map(ModelRecord::digest).equals(compared);
            if (!isCurrent && settings.promotion() == Promotion.AUTOMATIC) {
                reason =
                        "another model became ACTIVE while this one was compared, so it is not promoted; start a new run. "
                                + reason;
            } else if (settings.shadow().isAsked() && now.active().isPresent()) {
                state = ModelState.SHADOW;
                reason = shadow.inWords() + ". " + reason;
            } else if (settings.promotion() == Promotion.AUTOMATIC) {
                state = ModelState.ACTIVE;
            }
        }
        return ModelChanges.add(now, model, state, new ChangeNote(oneLine(reason), ACTOR, clock.instant()));
    }

    /** A reason as a model record can hold it. */
    static String oneLine(String text) {
        String line = text.replaceAll("\\s*\\R\\s*", " ");
        return line.length() <= ModelRecord.MAX_REASON ? line : line.substring(0, ModelRecord.MAX_REASON - 1) + "…";
    }
}
