// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.kit.OperatorException;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelRefusedException;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.RefusalReason;
import dev.invigil.scorer.model.ScoringModel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that opens, warms, calls and closes models, and the loader thread that reads their files. A candidate becomes active
 * between two batches: its files are read on the loader thread, and each call that opens or warms it runs between two batches of the active
 * model, so that a frame waits for at most one such call.
 */
final class DeviceWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceWorker.class);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The stages around the device. */
    interface Surroundings {
        /**
         * Creates the stages around a model. On the loader thread.
         *
         * @throws OperatorException when a setting does not fit the model
         */
        ModelStages stagesFor(ModelFacts model);

        /** The model scores from now on; frames are to be prepared for it. On the device thread; must not wait. */
        void activated(ModelStages model);

        /** The frame was prepared for a model that is not active any more. On the device thread; must not wait. */
        void prepareAgain(Accepted frame);

        /** A batch was scored. On the device thread; must not wait. */
        void scored(ScoredBatch batch);

        /** The frame cannot be scored, though the device works. On the device thread; must not wait. */
        void failed(Accepted frame, Throwable cause);

        /** The device thread has ended and scores no more. */
        void failed(Throwable cause);
    }

    private sealed interface Arrival {
        record Frame(Prepared frame) implements Arrival {}

        record Model(Candidate candidate, ScoringModel.Source source) implements Arrival {}

        /** Wakes the device thread: another thread has new work for it. */
        record Signal() implements Arrival {}
    }

    private final Batcher<Prepared> batcher;
    private final Predicate<RecordRef> current;
    private final Surroundings surroundings;
    private final BatchScoring scoring;
    private final LongSupplier nanos;
    private final ModelSlots slots;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final Set<Candidate> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Candidate> newest = new AtomicReference<>();
    private final ExecutorService loader = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "invigil-scorer-loader");
        thread.setDaemon(true);
        return thread;
    });
    private final Thread thread = new Thread(this::run, "invigil-scorer-device");
    private volatile boolean closing;

    /**
     * @param current whether the work on a frame still belongs to this scorer
     */
    DeviceWorker(
            int largestBatch,
            long maxWaitNanos,
            Predicate<RecordRef> current,
            Surroundings surroundings,
            DeviceWatch watch,
            LongSupplier nanos) {
        this.batcher = new Batcher<>(largestBatch, maxWaitNanos);
        this.current = current;
        this.surroundings = surroundings;
        this.scoring = new BatchScoring(surroundings, watch, nanos);
        this.nanos = nanos;
        this.slots = new ModelSlots(Batcher.sizes(largestBatch), this::stages, this::activated, watch);
    }

    /** Starts the thread with its first model; see {@link #offer}. */
    CompletableFuture<OfferOutcome> start(ScoringModel.Source first) {
        thread.start();
        return offer(first);
    }

    /** Offers a model; of several offers that are not active yet only the newest is kept. Any thread. */
    CompletableFuture<OfferOutcome> offer(ScoringModel.Source source) {
        Candidate candidate = new Candidate(source);
        open.add(candidate);
        CompletableFuture<OfferOutcome> outcome =
                candidate.outcome().whenComplete((any, never) -> open.remove(candidate));
        newest.set(candidate);
        try {
            loader.execute(() -> load(candidate));
        } catch (RejectedExecutionException e) {
            stopped(candidate);
        }
        return outcome;
    }

    void submit(Prepared frame) {
        arrivals.add(new Arrival.Frame(frame));
    }

    /** Asks the thread to end after the current call to the device. Returns at once. */
    @Override
    public void close() {
        closing = true;
        loader.shutdownNow();
        thread.interrupt();
        if (thread.getState() == Thread.State.NEW) {
            open.forEach(DeviceWorker::stopped);
        }
    }

    /** Waits until all models are closed. Returns whether they are. */
    boolean awaitClosed(long timeoutMillis) throws InterruptedException {
        thread.join(timeoutMillis);
        return !thread.isAlive();
    }

    /** On the loader thread. */
    private void load(Candidate candidate) {
        try {
            if (!candidate.equals(newest.get())) {
                candidate.refuse(RefusalReason.SUPERSEDED, "a newer model was offered", Optional.empty());
                return;
            }
            arrivals.add(new Arrival.Model(candidate, candidate.source().prepare()));
        } catch (ModelRefusedException e) {
            candidate.refuse(e.reason(), e.getMessage(), Optional.of(e));
        } catch (OperatorException e) {
            candidate.refuse(RefusalReason.UNREADABLE, e.getMessage(), Optional.of(e));
        } catch (Throwable e) {
            // also errors: a bundle that needs more memory than available must not stop the scorer
            candidate.refuse(RefusalReason.UNREADABLE, e.toString(), Optional.of(e));
        }
    }

    private Future<ModelStages> stages(ModelFacts model) {
        CompletableFuture<ModelStages> made;
        try {
            made = CompletableFuture.supplyAsync(() -> surroundings.stagesFor(model), loader);
        } catch (RejectedExecutionException e) {
            made = CompletableFuture.failedFuture(e); // closing
        }
        var unused = made.whenComplete((any, failed) -> arrivals.add(new Arrival.Signal()));
        return made;
    }

    private void run() {
        try {
            while (!closing) {
                collect();
                slots.active().ifPresent(this::scoreNext);
                slots.advance();
                slots.closeDrained();
            }
        } catch (InterruptedException e) {
            LOG.debug("device thread was stopped while it was waiting");
        } catch (Throwable e) {
            // also errors: the end of the device thread must always be reported
            surroundings.failed(e);
        } finally {
            loader.shutdownNow();
            slots.close();
            open.forEach(DeviceWorker::stopped);
        }
    }

    private static void stopped(Candidate candidate) {
        candidate.refuse(RefusalReason.STOPPED, "the scorer has stopped", Optional.empty());
    }

    /** Waits for new items or work, then takes all available items. */
    private void collect() throws InterruptedException {
        long wait = slots.canAdvance()
                ? 0
                : batcher.nanosUntilDue(nanos.getAsLong()).orElse(IDLE_NANOS);
        Arrival next = wait > 0 ? arrivals.poll(wait, TimeUnit.NANOSECONDS) : arrivals.poll();
        for (; next != null; next = arrivals.poll()) {
            if (next instanceof Arrival.Frame arrived) {
                take(arrived.frame());
            } else if (next instanceof Arrival.Model model) {
                slots.load(model.candidate(), model.source());
            }
        }
    }

    private void take(Prepared frame) {
        if (!current.test(frame.accepted().ref())) {
            return;
        }
        if (slots.active().map(slot -> slot.stages().fits(frame)).orElse(false)) {
            batcher.add(frame, frame.preparedNanos());
        } else {
            surroundings.prepareAgain(frame.accepted());
        }
    }

    private void activated(ModelStages model) {
        surroundings.activated(model);
        List<Prepared> unfit = batcher.removeIf(frame -> !model.fits(frame));
        unfit.forEach(frame -> surroundings.prepareAgain(frame.accepted()));
    }

    private void scoreNext(ModelSlot.Active active) {
        List<Prepared> batch = batcher.next(nanos.getAsLong());
        if (!batch.isEmpty()) {
            scoring.score(active, batch);
        }
    }
}
