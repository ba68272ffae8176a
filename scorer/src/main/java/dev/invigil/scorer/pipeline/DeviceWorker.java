// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.image.RgbImage;
import dev.invigil.scorer.model.Impression;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ScoringModel;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that opens, warms, calls and closes the model. */
final class DeviceWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceWorker.class);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ScoringModel.Source source;
    private final int largestBatch;
    private final Batcher<Prepared> batcher;
    private final Predicate<RecordRef> current;
    private final Consumer<ScoredBatch> sink;
    private final Consumer<Throwable> onFailure;
    private final LongSupplier nanos;
    private final BlockingQueue<Prepared> arrivals = new LinkedBlockingQueue<>();
    private final CompletableFuture<ModelFacts> opened = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "invigil-scorer-device");
    private volatile boolean closing;

    /**
     * @param current whether a frame's work still is this scorer's to do
     * @param sink takes each batch; called on the device thread, must not wait
     * @param onFailure takes what ended the thread, once the model was open
     */
    DeviceWorker(
            ScoringModel.Source source,
            int largestBatch,
            long maxWaitNanos,
            Predicate<RecordRef> current,
            Consumer<ScoredBatch> sink,
            Consumer<Throwable> onFailure,
            LongSupplier nanos) {
        this.source = source;
        this.largestBatch = largestBatch;
        this.batcher = new Batcher<>(largestBatch, maxWaitNanos);
        this.current = current;
        this.sink = sink;
        this.onFailure = onFailure;
        this.nanos = nanos;
    }

    /** Starts the thread; the future is done once the model is open and warm, or fails with what went wrong. */
    CompletableFuture<ModelFacts> start() {
        thread.start();
        return opened;
    }

    void submit(Prepared frame) {
        arrivals.add(frame);
    }

    /** Asks the thread to end after the batch it is at. Returns at once. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }

    /** Waits until the model is closed. Returns whether it is. */
    boolean awaitClosed(long timeoutMillis) throws InterruptedException {
        thread.join(timeoutMillis);
        return !thread.isAlive();
    }

    private void run() {
        try (ScoringModel model = source.open()) {
            warm(model);
            opened.complete(model.facts());
            while (!closing) {
                collect();
                List<Prepared> batch = batcher.next(nanos.getAsLong());
                if (!batch.isEmpty()) {
                    score(model, batch);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("device thread was asked to end while it waited");
        } catch (Throwable e) {
            // also errors: a missing native library is a LinkageError, and a dead device thread must never go unnoticed
            if (!opened.completeExceptionally(e)) {
                onFailure.accept(e);
            }
        }
    }

    /** Runs each size a batch can have, so that the first real frame meets no compilation or tuning. */
    private void warm(ScoringModel model) {
        int side = model.facts().side();
        RgbImage black = new RgbImage(side, side, new byte[side * side * RgbImage.CHANNELS]);
        for (int size : Batcher.sizes(largestBatch)) {
            model.score(Collections.nCopies(size, black));
        }
    }

    /** Waits until something arrives or a batch is due, then takes all that is there. */
    private void collect() throws InterruptedException {
        long wait = batcher.nanosUntilDue(nanos.getAsLong()).orElse(IDLE_NANOS);
        Prepared next = wait > 0 ? arrivals.poll(wait, TimeUnit.NANOSECONDS) : arrivals.poll();
        for (; next != null; next = arrivals.poll()) {
            if (current.test(next.accepted().ref())) {
                batcher.add(next, next.preparedNanos());
            }
        }
    }

    private void score(ScoringModel model, List<Prepared> batch) {
        long before = nanos.getAsLong();
        List<Impression> impressions =
                model.score(batch.stream().map(Prepared::picture).toList());
        sink.accept(new ScoredBatch(batch, impressions, before, nanos.getAsLong(), model.liveNativeResources()));
    }
}
