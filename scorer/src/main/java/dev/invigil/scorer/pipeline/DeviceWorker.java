// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.image.RgbImage;
import dev.invigil.kit.OperatorException;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.ModelRefusedException;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.RefusalReason;
import dev.invigil.scorer.model.ScoringModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final DeviceWatch watch;
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
        this.watch = watch;
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
            score(active, batch);
        }
    }

    private void score(ModelSlot.Active active, List<Prepared> batch) {
        ScoredBatch scored;
        try {
            scored = call(active, batch);
        } catch (Throwable e) {
            if (!FrameFailure.isOfTheFrame(e)) {
                throw e;
            }
            scoreEach(active, batch, e);
            return;
        }
        active.stages().batchScored();
        surroundings.scored(scored);
    }

    private ScoredBatch call(ModelSlot.Active active, List<Prepared> batch) {
        ScoringModel model = active.model();
        long before = nanos.getAsLong();
        watch.begins(DeviceWatch.Call.SCORE);
        try {
            List<ModelOutput> outputs =
                    model.score(batch.stream().map(Prepared::image).toList());
            for (int i = 0; i < Math.min(batch.size(), outputs.size()); i++) {
                requireFinite(
                        active,
                        outputs.get(i),
                        "frame " + batch.get(i).accepted().frame().id());
            }
            return new ScoredBatch(
                    active.stages(), batch, outputs, before, nanos.getAsLong(), model.liveNativeResources());
        } finally {
            watch.ended();
        }
    }

    /**
     * After a failed batch: scores each frame alone, so that only the frames that cannot be scored become UNSCORED. If a frame fails, a
     * black image is scored as a check; if that also fails, the model or the device is the cause, not the frame.
     */
    private void scoreEach(ModelSlot.Active active, List<Prepared> batch, Throwable failure) {
        LOG.warn("a batch of {} frames failed; its frames are now scored one by one", batch.size(), failure);
        Map<Accepted, Throwable> failed = new LinkedHashMap<>();
        for (Prepared frame : batch) {
            if (batch.size() == 1) {
                failed.put(frame.accepted(), failure);
                break;
            }
            try {
                ScoredBatch scored = call(active, List.of(frame));
                active.stages().batchScored();
                surroundings.scored(scored);
            } catch (Throwable e) {
                if (!FrameFailure.isOfTheFrame(e)) {
                    throw e;
                }
                failed.put(frame.accepted(), e);
            }
        }
        if (!failed.isEmpty()) {
            requireWorking(
                    active, batch.get(0).image(), failed.values().iterator().next());
            failed.forEach(surroundings::failed);
        }
    }

    private void requireWorking(ModelSlot.Active active, RgbImage size, Throwable failure) {
        watch.begins(DeviceWatch.Call.SCORE);
        try {
            RgbImage black = new RgbImage(size.height(), size.width(), new byte[size.rgb().length]);
            requireFinite(active, active.model().score(List.of(black)).get(0), "a black image");
        } catch (RuntimeException | OutOfMemoryError e) {
            e.addSuppressed(failure);
            throw new IllegalStateException("the model or its device is broken: " + failure.getMessage(), e);
        } finally {
            watch.ended();
        }
    }

    private static void requireFinite(ModelSlot.Active active, ModelOutput output, String image) {
        float score = output.map().max();
        if (!Float.isFinite(score)) {
            var identity = active.model().facts().identity();
            throw new IllegalStateException(
                    "the model " + identity.name() + " " + identity.version() + " gave the score " + score + " for "
                            + image + "; its weights are damaged or the device computes incorrectly");
        }
    }
}
