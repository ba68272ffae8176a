// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A pool's work for tests: a decode stage, whose results are handed on. */
final class Attempts implements DecodePool.Work {
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final DecodeStage stage;
    private final Consumer<DecodeStage.Result> results;

    Attempts(DecodeStage stage, Consumer<DecodeStage.Result> results) {
        this.stage = stage;
        this.results = results;
    }

    /** One frame's result, decoded in a pool with so much memory. */
    static DecodeStage.Result decode(DecodeStage stage, Accepted frame, long memory) {
        CompletableFuture<DecodeStage.Result> result = new CompletableFuture<>();
        try (DecodePool pool = new DecodePool(
                new DecodePool.Limits(1, memory, Duration.ofMinutes(1)),
                new Attempts(stage, result::complete),
                System::nanoTime)) {
            pool.submit(frame);
            return result.join();
        }
    }

    @Override
    public void decode(Accepted frame, DecodePool.Attempt attempt) throws InterruptedException {
        DecodeStage.Result result = stage.decode(frame, attempt);
        if (attempt.finish()) {
            results.accept(result);
        }
    }

    @Override
    public void givenUp(Accepted frame) {
        failures.add(new AssertionError("given up: " + frame.frame().id()));
    }

    @Override
    public void failed(Accepted frame, Throwable cause) {
        failures.add(cause);
    }

    @Override
    public void failed(Throwable cause) {
        failures.add(cause);
    }
}
