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
import java.util.function.BiFunction;
import java.util.function.Function;
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

        /** Creates the stages around a model in shadow. On the loader thread. */
        ModelStages shadowStagesFor(ModelFacts model);
    }

    private sealed interface Arrival {
        record Frame(Prepared frame) implements Arrival {}

        record Model(Candidate candidate, ScoringModel.Source source) implements Arrival {}

        record Shadow(Candidate candidate, ScoringModel.Source source) implements Arrival {}

        /** No model is in shadow any more. */
        record NoShadow() implements Arrival {}

        /** Wakes the device thread: another thread has new work for it. */
        record Signal() implements Arrival {}
    }

    private final Batcher<Prepared> batcher;
    private final Predicate<RecordRef> current;
    private final Surroundings surroundings;
    private final BatchScoring scoring;
    private final LongSupplier nanos;
    private final ModelSlots slots;
    private final ShadowLane shadow;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final Set<Candidate> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Candidate> newest = new AtomicReference<>();
    private final AtomicReference<Candidate> newestShadow = new AtomicReference<>();
    private final ExecutorService loader = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "invigil-scorer-loader");
        thread.setDaemon(true);
        return thread;
    });
    private final Thread thread = new Thread(this::run, "invigil-scorer-device");
    private volatile boolean closing;

    /**
     * @param current whether the work on a frame still belongs to this scorer
     * @param shadowListener receives what the model in shadow gives; on the device thread
     */
    DeviceWorker(
            int largestBatch,
            long maxWaitNanos,
            Predicate<RecordRef> current,
            Surroundings surroundings,
            ShadowLane.Listener shadowListener,
            DeviceWatch watch,
            LongSupplier nanos) {
        this.batcher = new Batcher<>(largestBatch, maxWaitNanos);
        this.current = current;
        this.surroundings = surroundings;
        this.scoring = new BatchScoring(surroundings, watch, nanos);
        this.nanos = nanos;
        this.slots = new ModelSlots(
                Batcher.sizes(largestBatch), model -> stages(surroundings::stagesFor, model), this::activated, watch);
        this.shadow =
                new ShadowLane(model -> stages(surroundings::shadowStagesFor, model), shadowListener, watch, nanos);
    }

    /** Starts the thread with its first model; see {@link #offer}. */
    CompletableFuture<OfferOutcome> start(ScoringModel.Source first) {
        thread.start();
        return offer(first);
    }

    /** Offers a model; of several offers that are not active yet only the newest is kept. Any thread. */
    CompletableFuture<OfferOutcome> offer(ScoringModel.Source source) {
        return offer(source, newest, Arrival.Model::new);
    }

    /** Offers a model for the shadow; replaces the one that is there. Any thread. */
    CompletableFuture<OfferOutcome> shadow(ScoringModel.Source source) {
        return offer(source, newestShadow, Arrival.Shadow::new);
    }

    /** No model is in shadow from now on. Any thread. */
    void noShadow() {
        newestShadow.set(null);
        arrivals.add(new Arrival.NoShadow());
    }

    /** The line has decided on a frame; the model in shadow may score it, too. Any thread; returns at once. */
    void decided(Prepared frame, Outcome.Scored line) {
        if (shadow.offer(new ShadowLane.Decided(frame, line))) {
            arrivals.add(new Arrival.Signal());
        }
    }

    private CompletableFuture<OfferOutcome> offer(
            ScoringModel.Source source,
            AtomicReference<Candidate> latest,
            BiFunction<Candidate, ScoringModel.Source, Arrival> arrival) {
        Candidate candidate = new Candidate(source);
        open.add(candidate);
        CompletableFuture<OfferOutcome> outcome =
                candidate.outcome().whenComplete((any, never) -> open.remove(candidate));
        latest.set(candidate);
        try {
            loader.execute(() -> load(candidate, latest, arrival));
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
    private void load(
            Candidate candidate,
            AtomicReference<Candidate> latest,
            BiFunction<Candidate, ScoringModel.Source, Arrival> arrival) {
        try {
            if (!candidate.equals(latest.get())) {
                candidate.refuse(RefusalReason.SUPERSEDED, "a newer model was offered", Optional.empty());
                return;
            }
            arrivals.add(arrival.apply(candidate, candidate.source().prepare()));
        } catch (ModelRefusedException e) {
            candidate.refuse(e.reason(), e.getMessage(), Optional.of(e));
        } catch (OperatorException e) {
            candidate.refuse(RefusalReason.UNREADABLE, e.getMessage(), Optional.of(e));
        } catch (Throwable e) {
            // also errors: a bundle that needs more memory than available must not stop the scorer
            candidate.refuse(RefusalReason.UNREADABLE, e.toString(), Optional.of(e));
        }
    }

    private Future<ModelStages> stages(Function<ModelFacts, ModelStages> around, ModelFacts model) {
        CompletableFuture<ModelStages> made;
        try {
            made = CompletableFuture.supplyAsync(() -> around.apply(model), loader);
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
                if (arrivals.isEmpty() && noneOfTheLineWaits()) {
                    shadow.step();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("device thread was stopped while it was waiting");
        } catch (Throwable e) {
            // also errors: the end of the device thread must always be reported
            surroundings.failed(e);
        } finally {
            loader.shutdownNow();
            slots.close();
            shadow.close();
            open.forEach(DeviceWorker::stopped);
        }
    }

    private static void stopped(Candidate candidate) {
        candidate.refuse(RefusalReason.STOPPED, "the scorer has stopped", Optional.empty());
    }

    /** Waits for new items or work, then takes all available items. */
    private void collect() throws InterruptedException {
        long wait = slots.canAdvance() || (noneOfTheLineWaits() && shadow.hasWork())
                ? 0
                : batcher.nanosUntilDue(nanos.getAsLong()).orElse(IDLE_NANOS);
        Arrival next = wait > 0 ? arrivals.poll(wait, TimeUnit.NANOSECONDS) : arrivals.poll();
        for (; next != null; next = arrivals.poll()) {
            if (next instanceof Arrival.Frame arrived) {
                take(arrived.frame());
            } else if (next instanceof Arrival.Model model) {
                slots.load(model.candidate(), model.source());
            } else if (next instanceof Arrival.Shadow model) {
                loadShadow(model);
            } else if (next instanceof Arrival.NoShadow) {
                shadow.close();
            }
        }
    }

    private boolean noneOfTheLineWaits() {
        return batcher.isEmpty() && !slots.canAdvance();
    }

    private void loadShadow(Arrival.Shadow model) {
        if (model.candidate().equals(newestShadow.get())) {
            shadow.load(model.candidate(), model.source());
        } else {
            model.candidate().refuse(RefusalReason.SUPERSEDED, "it was taken out of the shadow", Optional.empty());
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
