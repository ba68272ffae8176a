// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.kit.OperatorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The way back from the stages' threads to the poll thread: outcomes, or the failure that ends the scorer. Bounded by
 * what is in flight.
 */
final class CompletionQueue {
    private final Queue<List<Outcome>> finished = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Outcomes that came together, so that a batch is not split over two transactions. Any thread. */
    void add(List<Outcome> outcomes) {
        finished.add(outcomes);
    }

    /** Something no frame is to blame for. The first one counts. Any thread. */
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    /**
     * All outcomes since the last call. Poll thread.
     *
     * @throws OperatorException when a stage has failed for a reason that a person can mend
     * @throws IllegalStateException when a stage has failed for any other
     */
    List<Outcome> take() {
        Throwable cause = failure.get();
        if (cause instanceof OperatorException operatorError) {
            throw operatorError;
        }
        if (cause != null) {
            throw new IllegalStateException("a stage of the scorer failed: " + cause, cause);
        }
        List<Outcome> taken = new ArrayList<>();
        for (List<Outcome> next = finished.poll(); next != null; next = finished.poll()) {
            taken.addAll(next);
        }
        return taken;
    }
}
