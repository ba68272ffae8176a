// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.decision.Overrides;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;

/** The threads that decide on scored frames. The outcomes of a batch are completed together. */
final class DecisionPool implements AutoCloseable {
    private final CompletionQueue completions;
    private final InstantSource clock;
    private final BiConsumer<Prepared, Outcome.Scored> decided;
    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService pool;

    /**
     * @param threads at least 1
     * @param decided called for each frame that was decided, after its outcome is complete; must not wait
     */
    DecisionPool(
            int threads,
            CompletionQueue completions,
            InstantSource clock,
            BiConsumer<Prepared, Outcome.Scored> decided) {
        this.completions = completions;
        this.clock = clock;
        this.decided = decided;
        this.pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "invigil-scorer-post-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Decides on each frame of the batch; the task that finishes last completes all outcomes. Returns at once.
     *
     * @param overrides that apply to the whole batch
     */
    void decide(ScoredBatch batch, Overrides overrides) {
        int frames = batch.frames().size();
        AtomicReferenceArray<Outcome> outcomes = new AtomicReferenceArray<>(frames);
        AtomicInteger open = new AtomicInteger(frames);
        for (int i = 0; i < frames; i++) {
            int index = i;
            run(() -> {
                outcomes.set(index, decide(batch, index, overrides));
                if (open.decrementAndGet() == 0) {
                    Outcome[] all = new Outcome[frames];
                    Arrays.setAll(all, outcomes::get);
                    completions.add(List.of(all));
                    batch.stages().batchDecided();
                    for (int frame = 0; frame < frames; frame++) {
                        if (all[frame] instanceof Outcome.Scored scored) {
                            decided.accept(batch.frames().get(frame), scored);
                        }
                    }
                }
            });
        }
    }

    private Outcome decide(ScoredBatch batch, int index, Overrides overrides) {
        try {
            return batch.stages().decision().decide(batch, index, overrides);
        } catch (Throwable e) {
            if (!FrameFailure.isOfTheFrame(e)) {
                throw e;
            }
            return FrameFailure.of(batch.frames().get(index).accepted(), "deciding", e, clock.instant());
        }
    }

    private void run(Runnable work) {
        try {
            pool.execute(() -> {
                try {
                    work.run();
                } catch (Throwable e) {
                    // also errors: an unfinished frame would block its partition permanently
                    completions.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            if (!pool.isShutdown()) {
                throw e;
            }
            // closing: unfinished frames are not committed
        }
    }

    /** Drops unfinished frames. Returns at once. */
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
