// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.contracts.model.ModelState;
import dev.invigil.trainer.child.RunPhase;
import dev.invigil.trainer.schedule.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunQueueTest {
    private static final Instant NOW = Instant.parse("2026-11-27T22:30:15Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    private Path work;

    private RunArchive archive;
    private FakeSteps steps;
    private RunQueue queue;
    private final List<String> entered = Collections.synchronizedList(new ArrayList<>());
    private final List<RunProgress> progress = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void begin() throws IOException {
        archive = new RunArchive(work);
        steps = new FakeSteps(archive);
        queue = open();
        queue.lead(true);
    }

    @AfterEach
    void end() throws InterruptedException {
        queue.stop();
    }

    @Test
    void shouldGoThroughAllPhases() throws IOException {
        RunId id = queue.submit(request()).id();

        RetrainingRun.Done done = (RetrainingRun.Done) finished(id);

        assertThat(id.text()).isEqualTo("20261127-223015");
        assertThat(done.snapshot()).isEqualTo(FakeSteps.SNAPSHOT);
        assertThat(done.gate()).isEqualTo(FakeSteps.GATE);
        assertThat(done.facts().times())
                .extracting(RetrainingRun.PhaseTime::phase)
                .containsExactly(RunPhase.SNAPSHOT, RunPhase.FIT, RunPhase.EVALUATE, RunPhase.GATE, RunPhase.PUBLISH);
        assertThat(entered)
                .containsExactly("Waiting", "Snapshotting", "Fitting", "Evaluating", "Gating", "Publishing", "Done");
        assertThat(progress).singleElement().satisfies(seen -> {
            assertThat(seen.stage()).isEqualTo("training");
            assertThat(seen.share()).isEqualTo(0.25);
        });
    }

    @Test
    void shouldWaitForTheEndOfTheShadow() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        steps.holdShadows(hold);
        RunId id = queue.submit(request()).id();
        await().atMost(Duration.ofSeconds(30)).until(() -> steps.called().contains("shadow"));
        assertThat(archive.find(id)).get().isInstanceOf(RetrainingRun.Shadowing.class);

        queue.stop();
        assertThat(archive.find(id)).as("it goes on after a restart").get().isInstanceOf(RetrainingRun.Shadowing.class);
        queue = open();
        queue.lead(true);
        hold.countDown();

        RetrainingRun.Done done = (RetrainingRun.Done) finished(id);
        assertThat(done.shadow()).contains(FakeSteps.SHADOWED);
        assertThat(done.publication().state()).isEqualTo(ModelState.ACTIVE);
        assertThat(done.facts().times())
                .extracting(RetrainingRun.PhaseTime::phase)
                .containsExactly(RunPhase.values());
        assertThat(steps.called()).containsExactly("snapshot", "child", "gate", "publish", "shadow", "shadow");
    }

    @Test
    void shouldMergeTriggersWhileARunIsAtWork() throws IOException {
        CountDownLatch hold = new CountDownLatch(1);
        steps.holdSnapshots(hold);
        RunId first = queue.submit(request()).id();
        await().until(() -> steps.called().contains("snapshot"));

        RunId second = queue.submit(new Trigger.Labels(20, NOW)).id();
        RunId third = queue.submit(new Trigger.Cron(NOW, NOW)).id();
        hold.countDown();

        assertThat(second).isEqualTo(third).isNotEqualTo(first);
        assertThat(finished(second).facts().triggers())
                .containsExactly(new Trigger.Labels(20, NOW), new Trigger.Cron(NOW, NOW));
        assertThat(finished(first).facts().triggers()).hasSize(1);
        assertThat(archive.ids()).hasSize(2);
    }

    @Test
    void shouldIgnoreWhatALibraryPrints() throws IOException {
        steps.script("garbage fit garbage evaluate");

        assertThat(finished(queue.submit(request()).id())).isInstanceOf(RetrainingRun.Done.class);
    }

    @Test
    void shouldStartAKilledChildAgainWhereItWas() throws IOException {
        steps.script("die", "fit die", "die", "evaluate");

        assertThat(finished(queue.submit(request()).id())).isInstanceOf(RetrainingRun.Done.class);
        assertThat(steps.called()).containsExactly("snapshot", "child", "child", "child", "child", "gate", "publish");
    }

    @Test
    void shouldFailWhenTheChildIsKilledAgainAndAgain() throws IOException {
        steps.script("half die", "die", "die");
        RunId id = queue.submit(request()).id();

        RetrainingRun.Failed failed = (RetrainingRun.Failed) finished(id);

        assertThat(failed.during()).contains(RunPhase.FIT);
        assertThat(failed.reason()).contains("was killed (signal 9)").endsWith("(3 times)");
        assertThat(archive.files(id).fit()).as("what it left").doesNotExist();
    }

    @Test
    void shouldFailWithTheReasonOfTheChildAtOnce() throws IOException {
        steps.script("refuse", "fit evaluate");

        RetrainingRun.Failed failed =
                (RetrainingRun.Failed) finished(queue.submit(request()).id());

        assertThat(failed.reason()).isEqualTo("lime: too few parts");
        assertThat(steps.called()).containsExactly("snapshot", "child");
    }

    @Test
    void shouldSayThatTheHeapIsTooSmall() throws IOException {
        steps.script("memory");

        RetrainingRun.Failed failed =
                (RetrainingRun.Failed) finished(queue.submit(request()).id());

        assertThat(failed.reason()).contains("has used all of its heap").contains("trainer.heap");
    }

    @Test
    void shouldGoOnWithTheNextRunAfterAFailure() throws IOException {
        steps.failNextSnapshot(new IOException("No space left on device"));

        RunId first = queue.submit(request()).id();
        assertThat(((RetrainingRun.Failed) finished(first)).reason()).isEqualTo("No space left on device");
        RunId second = queue.submit(request()).id();

        assertThat(second.text()).isEqualTo("20261127-223015-2");
        assertThat(finished(second)).isInstanceOf(RetrainingRun.Done.class);
    }

    @Test
    void shouldCancelARunAtWork() throws IOException {
        steps.script("half progress wait");
        RunId id = queue.submit(request()).id();
        await().until(() -> !progress.isEmpty());

        assertThat(queue.cancel(id)).isEqualTo(RunQueue.Cancellation.ASKED);

        assertThat(finished(id))
                .isInstanceOfSatisfying(RetrainingRun.Cancelled.class, cancelled -> assertThat(cancelled.during())
                        .contains(RunPhase.FIT));
        assertThat(archive.files(id).fit()).doesNotExist();
        assertThat(queue.cancel(id)).isEqualTo(RunQueue.Cancellation.OVER);
        assertThat(queue.cancel(new RunId("20200101-000000"))).isEqualTo(RunQueue.Cancellation.UNKNOWN);
    }

    @Test
    void shouldCancelWithinASnapshotAndGoOnWithTheNext() throws IOException {
        CountDownLatch hold = new CountDownLatch(1);
        steps.holdSnapshots(hold);
        RunId id = queue.submit(request()).id();
        await().until(() -> steps.called().contains("snapshot"));
        RunId next = queue.submit(request()).id();

        queue.cancel(id);

        assertThat(finished(id)).isInstanceOf(RetrainingRun.Cancelled.class);
        hold.countDown();
        assertThat(finished(next)).isInstanceOf(RetrainingRun.Done.class);
    }

    @Test
    void shouldCancelARunThatWaits() throws IOException {
        CountDownLatch hold = new CountDownLatch(1);
        steps.holdSnapshots(hold);
        RunId first = queue.submit(request()).id();
        await().until(() -> steps.called().contains("snapshot"));
        RunId second = queue.submit(request()).id();

        queue.cancel(second);

        assertThat(archive.find(second)).get().isInstanceOf(RetrainingRun.Cancelled.class);
        hold.countDown();
        assertThat(finished(first)).isInstanceOf(RetrainingRun.Done.class);
    }

    @Test
    void shouldCancelWhileTheStoreIsAway() throws IOException {
        steps.storeIsAway(true);
        RunId id = queue.submit(request()).id();
        await().until(() -> steps.called().contains("publish"));

        queue.cancel(id);

        assertThat(finished(id)).isInstanceOf(RetrainingRun.Cancelled.class);
    }

    @Test
    void shouldLeaveARunWhenItNoLongerLeadsAndGoOnWhenItDoesAgain() throws IOException {
        steps.script("fit progress wait", "evaluate");
        RunId id = queue.submit(request()).id();
        await().until(() -> !progress.isEmpty());

        queue.lead(false);
        await().until(() -> queue.progress().isEmpty());
        assertThat(archive.find(id)).get().isInstanceOf(RetrainingRun.Evaluating.class);
        queue.lead(true);

        assertThat(finished(id)).isInstanceOf(RetrainingRun.Done.class);
        assertThat(steps.called()).containsExactly("snapshot", "child", "child", "gate", "publish");
    }

    /** So it is when another trainer joins the group. */
    @Test
    void shouldGoOnWhenTheLeadIsLostAndWonAgainAtOnce() throws IOException {
        CountDownLatch hold = new CountDownLatch(1);
        steps.holdSnapshots(hold);
        RunId id = queue.submit(request()).id();
        await().until(() -> steps.called().contains("snapshot"));

        RunQueue own = queue;
        synchronized (own) {
            // the thread of the queue sees both at the same time
            own.lead(false);
            own.lead(true);
        }
        await().until(() ->
                steps.called().size() > 1 || archive.find(id).orElseThrow() instanceof RetrainingRun.Failed);
        hold.countDown();

        assertThat(finished(id)).isInstanceOf(RetrainingRun.Done.class);
        assertThat(steps.called()).containsExactly("snapshot", "snapshot", "child", "gate", "publish");
    }

    @Test
    void shouldWriteTheEndDownAlthoughSomethingCannotBeDeleted() throws IOException {
        RunId id = new RunId("20261127-223015");
        // a folder with this name is not empty, so it cannot be deleted as a file
        Path lock = archive.files(id).childLock();
        steps.failNextSnapshot(new IOException("No space left on device"), () -> {
            Files.createDirectories(lock.resolve("inside"));
        });

        queue.submit(request());

        assertThat(finished(id)).isInstanceOf(RetrainingRun.Failed.class);
    }

    @Test
    void shouldGoOnInEveryPhaseAfterARestart() throws Exception {
        queue.stop();
        RetrainingRun.Waiting waiting = archive.create(request(), NOW);
        RetrainingRun.Snapshotting snapshotting = archive.create(request(), NOW).begun(NOW);
        RetrainingRun.Fitting fitting =
                archive.create(request(), NOW).begun(NOW).taken(FakeSteps.SNAPSHOT, NOW);
        RetrainingRun.Evaluating evaluating = archive.create(request(), NOW)
                .begun(NOW)
                .taken(FakeSteps.SNAPSHOT, NOW)
                .fitted(NOW);
        RetrainingRun.Gating gating = archive.create(request(), NOW)
                .begun(NOW)
                .taken(FakeSteps.SNAPSHOT, NOW)
                .fitted(NOW)
                .evaluated(NOW);
        RetrainingRun.Publishing publishing = archive.create(request(), NOW)
                .begun(NOW)
                .taken(FakeSteps.SNAPSHOT, NOW)
                .fitted(NOW)
                .evaluated(NOW)
                .decided(FakeSteps.GATE, NOW);
        List<RetrainingRun.Unfinished> runs = List.of(waiting, snapshotting, fitting, evaluating, gating, publishing);
        for (RetrainingRun run : runs) {
            archive.save(run);
        }
        Files.createDirectories(work.resolve("runs/20261127-223015-9"));
        Files.writeString(work.resolve("runs/20261127-223015-9/run-state.json"), "{\"state\": \"FI");

        queue = open();
        queue.lead(true);

        for (RetrainingRun.Unfinished run : runs) {
            assertThat(finished(run.id())).isInstanceOf(RetrainingRun.Done.class);
        }
        assertThat(steps.called())
                .containsExactly(
                        "snapshot",
                        "child",
                        "gate",
                        "publish", //
                        "snapshot",
                        "child",
                        "gate",
                        "publish", //
                        "child",
                        "gate",
                        "publish", //
                        "child",
                        "gate",
                        "publish", //
                        "gate",
                        "publish", //
                        "publish");
    }

    @Test
    void shouldDoNothingWithoutTheLead() throws IOException {
        queue.lead(false);
        RunId id = queue.submit(request()).id();
        RunId same = queue.submit(new Trigger.Manual(NOW)).id();

        assertThat(same).isEqualTo(id);
        assertThat(queue.open()).hasSize(1);
        assertThat(steps.called()).isEmpty();
        assertThat(archive.find(id)).get().isInstanceOf(RetrainingRun.Waiting.class);
    }

    private RunQueue open() throws IOException {
        RunQueue opened = new RunQueue(
                archive,
                steps,
                new RunListener() {
                    @Override
                    public void entered(RetrainingRun run) {
                        entered.add(run.getClass().getSimpleName());
                    }

                    @Override
                    public void progressed(RunProgress now) {
                        progress.add(now);
                    }
                },
                CLOCK);
        opened.start();
        return opened;
    }

    private RetrainingRun finished(RunId id) {
        await().atMost(Duration.ofSeconds(30)).until(() -> archive.find(id)
                .filter(RetrainingRun.Finished.class::isInstance)
                .isPresent());
        return archive.find(id).orElseThrow();
    }

    private static Trigger request() {
        return new Trigger.Request("me", Optional.empty(), NOW);
    }
}
