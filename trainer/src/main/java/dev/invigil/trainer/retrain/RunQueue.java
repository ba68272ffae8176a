// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.Reason;
import dev.invigil.trainer.child.ChildEnd;
import dev.invigil.trainer.child.ChildLine;
import dev.invigil.trainer.child.ChildRun;
import dev.invigil.trainer.child.RunPhase;
import dev.invigil.trainer.schedule.Trigger;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs that are not over, and the one thread that works on them, the oldest first. Triggers that come while a run is at work are merged
 * into one run that waits. It works only while it leads; a run that is left behind goes on where it was as soon as it leads again.
 */
public final class RunQueue {
    private static final Logger LOG = LoggerFactory.getLogger(RunQueue.class);
    /** A child process that was killed is started again so often in a phase, since the cause may be gone. */
    private static final int ATTEMPTS = 3;

    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    /** What became of a request to end a run. */
    public enum Cancellation {
        /** It is over, or will be in a moment. */
        ASKED,
        /** It was over before. */
        OVER,
        /** There is no such run. */
        UNKNOWN
    }

    private final RunArchive archive;
    private final RunSteps steps;
    private final RunListener listener;
    private final Clock clock;
    /** Unfinished runs, the one at work first. */
    private final Deque<RetrainingRun.Unfinished> unfinished = new ArrayDeque<>();

    private Optional<Thread> thread = Optional.empty();
    private Optional<ChildRun> child = Optional.empty();
    private Optional<RunProgress> progress = Optional.empty();
    private boolean working;
    private boolean leading;
    private boolean closed;
    /** The run at work is to be left. Stays until the next one is taken, so that a lead that is lost and won again at once is noticed. */
    private boolean halted;

    private boolean cancelled;

    /** Reads nothing yet. */
    public RunQueue(RunArchive archive, RunSteps steps, RunListener listener, Clock clock) {
        this.archive = archive;
        this.steps = steps;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Finds unfinished runs and starts the thread; nothing is done before {@link #lead}.
     *
     * @throws IOException if the disk fails
     */
    public synchronized void start() throws IOException {
        for (RetrainingRun run : archive.all()) {
            if (run instanceof RetrainingRun.Unfinished open) {
                unfinished.addFirst(open);
            }
        }
        Thread worker = new Thread(this::workUntilClosed, "invigil-trainer-runs");
        thread = Optional.of(worker);
        worker.start();
    }

    /** Whether this trainer is the one that works. Losing it stops the run at hand where it can be resumed. */
    public synchronized void lead(boolean now) {
        if (leading == now) {
            return;
        }
        leading = now;
        if (!now) {
            halt();
        }
        notifyAll();
    }

    /**
     * Asks for a run.
     *
     * @return the run that will take the trigger in: one that waits, or a new one
     * @throws IOException if it cannot be written down; then nothing was asked for
     */
    public synchronized RetrainingRun.Waiting submit(Trigger trigger) throws IOException {
        RetrainingRun.Waiting run;
        if (unfinished.peekLast() instanceof RetrainingRun.Waiting waiting && !(working && unfinished.size() == 1)) {
            run = waiting.and(trigger);
            archive.save(run);
            unfinished.removeLast();
        } else {
            run = archive.create(trigger, clock.instant());
        }
        unfinished.addLast(run);
        LOG.info("run {} was asked for by {}", run.id(), trigger.describe());
        notifyAll();
        return run;
    }

    /** Ends a run. A run at work ends within seconds; its complete results are kept. */
    public synchronized Cancellation cancel(RunId id) throws IOException {
        Optional<RetrainingRun.Unfinished> open =
                unfinished.stream().filter(run -> run.id().equals(id)).findFirst();
        if (open.isEmpty()) {
            return archive.find(id).isPresent() ? Cancellation.OVER : Cancellation.UNKNOWN;
        }
        if (working && unfinished.peekFirst() == open.get()) {
            cancelled = true;
            halt();
        } else {
            end(open.get(), open.get().cancelled(clock.instant()));
        }
        return Cancellation.ASKED;
    }

    /** The run at work, or the first that waits. */
    public synchronized Optional<RetrainingRun.Unfinished> current() {
        return Optional.ofNullable(unfinished.peekFirst());
    }

    /** All runs that are not over, the one at work first. */
    public synchronized List<RetrainingRun.Unfinished> open() {
        return List.copyOf(unfinished);
    }

    /** How far the run at work is. */
    public synchronized Optional<RunProgress> progress() {
        return progress;
    }

    /** Stops the run at hand where it can be resumed, and ends the thread. */
    public void stop() throws InterruptedException {
        synchronized (this) {
            closed = true;
            halt();
            notifyAll();
        }
        if (thread.isPresent()) {
            thread.get().join(END_LIMIT.toMillis());
        }
    }

    /** Interrupts what is being done; a child process is stopped on a thread of its own, since that takes a while. */
    private void halt() {
        if (!working) {
            return;
        }
        halted = true;
        if (child.isPresent()) {
            stopChild();
        } else if (unfinished.peekFirst() instanceof RetrainingRun.Publishing
                || unfinished.peekFirst() instanceof RetrainingRun.Shadowing) {
            // an interrupt within a transaction would leave its end unknown; a pause ends by this
            notifyAll();
        } else {
            thread.ifPresent(Thread::interrupt);
        }
    }

    private synchronized void stopChild() {
        if (child.isPresent()) {
            Thread stopping = new Thread(child.get()::stop, "invigil-child-stop");
            stopping.setDaemon(true);
            stopping.start();
        }
    }

    private synchronized boolean isHalted() {
        return halted;
    }

    private void workUntilClosed() {
        Optional<RetrainingRun.Unfinished> next = next();
        while (next.isPresent()) {
            workOn(next.get());
            next = next();
        }
        steps.close();
    }

    /** Waits for a run; empty when the queue is closed. */
    private synchronized Optional<RetrainingRun.Unfinished> next() {
        while (!closed) {
            if (leading && !unfinished.isEmpty()) {
                working = true;
                halted = false;
                cancelled = false;
                // it was for the run before
                Thread.interrupted();
                return Optional.of(unfinished.peekFirst());
            }
            try {
                wait();
            } catch (InterruptedException e) {
                LOG.debug("an interrupt for the run before", e);
            }
        }
        return Optional.empty();
    }

    private void workOn(RetrainingRun.Unfinished run) {
        LOG.info(
                "run {} {}",
                run.id(),
                run.phase().map(phase -> "goes on with " + phase).orElse("begins"));
        try {
            RetrainingRun state = run;
            listener.entered(state);
            while (state instanceof RetrainingRun.Unfinished open && !isHalted()) {
                state = kept(open, advanced(open));
            }
            if (state instanceof RetrainingRun.Unfinished open) {
                halted(open);
            }
        } finally {
            synchronized (this) {
                working = false;
                child = Optional.empty();
                progress = Optional.empty();
            }
        }
    }

    private void halted(RetrainingRun.Unfinished open) {
        // the interrupt is answered
        Thread.interrupted();
        boolean forGood;
        synchronized (this) {
            forGood = cancelled;
            // who cancels it from now on ends it himself
            working = forGood;
        }
        if (forGood) {
            end(open, open.cancelled(clock.instant()));
        } else {
            LOG.info("run {} is left in {}; it will go on from there", open.id(), phase(open));
        }
    }

    /** The next state: the same one when it was halted. */
    @SuppressWarnings("CatchingUnchecked")
    private RetrainingRun advanced(RetrainingRun.Unfinished open) {
        try {
            return worked(open);
        } catch (InterruptedException e) {
            return isHalted() ? open : open.failed("it was interrupted", clock.instant());
        } catch (OperatorException | BenchmarkException | IOException e) {
            return isHalted() ? open : open.failed(Reason.of(e), clock.instant());
        } catch (RuntimeException e) {
            if (isHalted()) {
                return open;
            }
            LOG.error("run {} failed in {}", open.id(), phase(open), e);
            return open.failed("a bug in Invigil (" + Reason.of(e) + "); the log has the details", clock.instant());
        }
    }

    private RetrainingRun worked(RetrainingRun.Unfinished open) throws IOException, InterruptedException {
        if (open instanceof RetrainingRun.Waiting waiting) {
            return waiting.begun(clock.instant());
        }
        if (open instanceof RetrainingRun.Snapshotting run) {
            return run.taken(steps.snapshot(run, this::pause), clock.instant());
        }
        if (open instanceof RetrainingRun.Gating run) {
            return run.decided(steps.gate(run), clock.instant());
        }
        if (open instanceof RetrainingRun.Publishing run) {
            RetrainingRun.Publication listed = steps.publish(run, this::pause);
            return listed.state() == ModelState.SHADOW
                    ? run.shadowed(listed, clock.instant())
                    : run.published(listed, clock.instant());
        }
        if (open instanceof RetrainingRun.Shadowing run) {
            RunSteps.Shadowed shadowed = steps.shadow(run, this::pause);
            return run.ended(shadowed.seen(), shadowed.publication(), clock.instant());
        }
        return inChild(open);
    }

    private synchronized void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !isHalted(); left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        if (isHalted()) {
            throw new InterruptedException("halted");
        }
    }

    /** FIT and EVALUATE. Returns the state that was reached when the process has ended. */
    private RetrainingRun inChild(RetrainingRun.Unfinished open) throws IOException, InterruptedException {
        Reached reached = new Reached(open);
        for (int attempt = 1; ; attempt++) {
            RunPhase began = reached.phase();
            ChildRun started = startChild(reached.state());
            ChildEnd end = started == null ? new ChildEnd.Stopped() : started.await(reached::take);
            synchronized (this) {
                child = Optional.empty();
            }
            RetrainingRun.Unfinished state = reached.state();
            if (reached.failure().isPresent()) {
                throw reached.failure().get();
            }
            if (end instanceof ChildEnd.Finished && state instanceof RetrainingRun.Gating) {
                return state;
            }
            if (isHalted() || end instanceof ChildEnd.Stopped) {
                return state;
            }
            if (end instanceof ChildEnd.Refused refused) {
                return state.failed(refused.reason(), clock.instant());
            }
            if (reached.phase() != began) {
                attempt = 0;
            }
            String reason = end instanceof ChildEnd.Crashed crashed
                    ? crashed.reason()
                    : "the child process ended before its work was done";
            if (attempt >= ATTEMPTS) {
                return state.failed(reason + " (" + ATTEMPTS + " times)", clock.instant());
            }
            LOG.warn("run {}: {}; it is started again and goes on in {}", open.id(), reason, phase(state));
        }
    }

    /** Null when it was halted before the start. */
    private ChildRun startChild(RetrainingRun.Unfinished state) throws IOException {
        synchronized (this) {
            if (isHalted()) {
                return null;
            }
            ChildRun started = steps.child(state);
            child = Optional.of(started);
            LOG.info("run {}: {} in the child process {}", state.id(), phase(state), started.pid());
            return started;
        }
    }

    /** How far the child process has come. Fed by one thread, read by the worker after its end. */
    private final class Reached {
        private RetrainingRun.Unfinished state;
        private Optional<IOException> failure = Optional.empty();

        Reached(RetrainingRun.Unfinished state) {
            this.state = state;
        }

        synchronized RetrainingRun.Unfinished state() {
            return state;
        }

        synchronized RunPhase phase() {
            return state.phase().orElseThrow();
        }

        synchronized Optional<IOException> failure() {
            return failure;
        }

        synchronized void take(ChildLine line) {
            if (line instanceof ChildLine.Progress at) {
                progressed(
                        new RunProgress(at.phase(), at.stage(), at.done(), at.total(), at.detail(), clock.instant()));
            } else if (line instanceof ChildLine.Finished finished && finished.phase() == phase()) {
                RetrainingRun.Unfinished next = state instanceof RetrainingRun.Fitting fitting
                        ? fitting.fitted(clock.instant())
                        : ((RetrainingRun.Evaluating) state).evaluated(clock.instant());
                try {
                    archive.save(next);
                    replace(state, next);
                    state = next;
                } catch (IOException e) {
                    failure = Optional.of(e);
                    stopChild();
                }
            }
        }
    }

    private void progressed(RunProgress next) {
        synchronized (this) {
            progress = Optional.of(next);
        }
        listener.progressed(next);
    }

    /** Writes a transition of the run at work down, unless that was done; the state after it. */
    private RetrainingRun kept(RetrainingRun.Unfinished before, RetrainingRun after) {
        if (!(after instanceof RetrainingRun.Unfinished open)) {
            end(before, after);
            return after;
        }
        if (current().filter(now -> now == open).isEmpty()) {
            try {
                save(open);
            } catch (IOException e) {
                RetrainingRun failed = before.failed(Reason.of(e) + "; check the disk", clock.instant());
                end(before, failed);
                return failed;
            }
            replace(before, open);
        }
        return open;
    }

    /** An interrupt asks for a halt, which has a flag of its own; it must not end the writing. */
    private void save(RetrainingRun run) throws IOException {
        try {
            archive.save(run);
        } catch (ClosedByInterruptException e) {
            LOG.debug("interrupted while writing", e);
            Thread.interrupted();
            archive.save(run);
        }
    }

    private void replace(RetrainingRun.Unfinished before, RetrainingRun.Unfinished after) {
        synchronized (this) {
            progress = Optional.empty();
            unfinished.removeIf(run -> run.id().equals(before.id()));
            unfinished.addFirst(after);
        }
        LOG.info("run {}: {}", after.id(), phase(after));
        listener.entered(after);
    }

    private void end(RetrainingRun.Unfinished before, RetrainingRun after) {
        try {
            // first, since the disk may be full
            archive.discardPartial(before.id());
        } catch (IOException e) {
            LOG.warn(
                    "what the unfinished phase of run {} has left could not be deleted ({}); delete its folder when the run is not needed",
                    before.id(),
                    Reason.of(e));
        }
        try {
            save(after);
        } catch (IOException e) {
            LOG.error(
                    "the end of run {} could not be written down ({}); it will be tried again after a restart",
                    before.id(),
                    Reason.of(e));
        }
        synchronized (this) {
            unfinished.removeIf(run -> run.id().equals(before.id()));
            notifyAll();
        }
        logEnd(after);
        listener.entered(after);
    }

    private static void logEnd(RetrainingRun run) {
        if (run instanceof RetrainingRun.Failed failed) {
            LOG.error(
                    "run {} failed in {}: {}",
                    run.id(),
                    failed.during().map(RunPhase::name).orElse("its queue"),
                    failed.reason());
        } else if (run instanceof RetrainingRun.Done done) {
            LOG.info(
                    "run {} is done: the model {} is {}: {}",
                    run.id(),
                    done.publication().digest(),
                    done.publication().state(),
                    done.publication().reason());
        } else {
            LOG.info("run {} was cancelled", run.id());
        }
    }

    private static String phase(RetrainingRun.Unfinished run) {
        return run.phase().map(RunPhase::name).orElse("WAITING");
    }
}
