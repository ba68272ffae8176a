// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.contracts.model.ModelState;
import dev.invigil.trainer.child.ChildRun;
import dev.invigil.trainer.child.ChildSettings;
import dev.invigil.trainer.child.FakeChild;
import dev.invigil.trainer.child.RunFiles;
import dev.invigil.trainer.shadow.ShadowComparison;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Phases without data, with child processes that do as a script says. */
public final class FakeSteps implements RunSteps {
    static final SnapshotSummary SNAPSHOT =
            new SnapshotSummary("s".repeat(64), Map.of("lime", new SnapshotSummary.Counts(6, 2, 4)), List.of());
    static final GateSummary GATE = new GateSummary(GateSummary.Outcome.PROMOTE, "nothing is worse");
    static final ShadowComparison SHADOWED = new ShadowComparison(200, 0, List.of());
    private static final String DIGEST = "d".repeat(64);

    private final RunArchive archive;
    private final List<String> called = Collections.synchronizedList(new ArrayList<>());
    private List<String> script = List.of("progress fit evaluate");
    private Optional<CountDownLatch> holdSnapshot = Optional.empty();
    private Optional<IOException> snapshotFailure = Optional.empty();
    private Before beforeFailure = () -> {};
    private volatile boolean storeIsAway;
    private volatile ModelState published = ModelState.CANDIDATE;
    private volatile CountDownLatch holdShadow = new CountDownLatch(0);

    public FakeSteps(RunArchive archive) {
        this.archive = archive;
    }

    /** What child processes do, a line for each start. */
    public synchronized void script(String... starts) {
        script = Arrays.asList(starts);
    }

    /** Snapshots wait for this. */
    public synchronized void holdSnapshots(CountDownLatch until) {
        holdSnapshot = Optional.of(until);
    }

    /** The next snapshot fails. */
    public void failNextSnapshot(IOException failure) {
        failNextSnapshot(failure, () -> {});
    }

    /** What else a snapshot does. */
    interface Before {
        void run() throws IOException;
    }

    /** The next snapshot fails, after it has done something. */
    synchronized void failNextSnapshot(IOException failure, Before before) {
        snapshotFailure = Optional.of(failure);
        beforeFailure = before;
    }

    void storeIsAway(boolean away) {
        storeIsAway = away;
    }

    /** The phases that were called. */
    public List<String> called() {
        return List.copyOf(called);
    }

    @Override
    public SnapshotSummary snapshot(RetrainingRun.Snapshotting run, Pause pause)
            throws IOException, InterruptedException {
        called.add("snapshot");
        Optional<CountDownLatch> hold;
        synchronized (this) {
            hold = holdSnapshot;
            if (snapshotFailure.isPresent()) {
                IOException failure = snapshotFailure.get();
                snapshotFailure = Optional.empty();
                beforeFailure.run();
                throw failure;
            }
        }
        if (hold.isPresent()) {
            hold.get().await();
        }
        return SNAPSHOT;
    }

    @Override
    public ChildRun child(RetrainingRun.Unfinished run) throws IOException {
        called.add("child");
        RunFiles files = archive.files(run.id());
        synchronized (this) {
            if (!java.nio.file.Files.exists(files.folder().resolve(FakeChild.SCRIPT))) {
                FakeChild.script(files.folder(), script.toArray(String[]::new));
            }
        }
        return ChildRun.start(files, ChildSettings.of(0, 1, Optional.empty()).running(FakeChild.class));
    }

    @Override
    public GateSummary gate(RetrainingRun.Gating run) {
        called.add("gate");
        return GATE;
    }

    @Override
    public RetrainingRun.Publication publish(RetrainingRun.Publishing run, Pause pause) throws InterruptedException {
        called.add("publish");
        while (storeIsAway) {
            pause.pause(Duration.ofHours(1));
        }
        return new RetrainingRun.Publication(DIGEST, published, "gate PROMOTE");
    }

    /** Candidates are put into shadow, and stay there until the latch is open. */
    void holdShadows(CountDownLatch until) {
        published = ModelState.SHADOW;
        holdShadow = until;
    }

    @Override
    public Shadowed shadow(RetrainingRun.Shadowing run, Pause pause) throws InterruptedException {
        called.add("shadow");
        while (holdShadow.getCount() > 0) {
            pause.pause(Duration.ofMillis(20));
        }
        return new Shadowed(SHADOWED, new RetrainingRun.Publication(DIGEST, ModelState.ACTIVE, "nothing differs"));
    }
}
