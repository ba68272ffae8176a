// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.kit.OperatorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Passes outcomes, or the failure that ends the scorer, from the threads of the stages to the poll thread. Bounded by the frames in flight.
 * A new entry wakes the poll thread, at most once per wait.
 */
final class CompletionQueue {
    private final Queue<List<Outcome>> finished = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    /** Wakes the poll thread; set while it waits. */
    private final AtomicReference<Runnable> sleeper = new AtomicReference<>();

    /** Outcomes that came together, so that a batch is not split over two transactions. Any thread. */
    void add(List<Outcome> outcomes) {
        finished.add(outcomes);
        wake();
    }

    /** A failure that is not caused by a frame's content. Only the first one is kept. Any thread. */
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        wake();
    }

    /** Wakes the poll thread if it waits. Any thread. */
    void wake() {
        Runnable waiting = sleeper.getAndSet(null);
        if (waiting != null) {
            waiting.run();
        }
    }

    /**
     * Before the poll thread waits.
     *
     * @param wakeUp called at most once, by another thread, when an entry arrives before {@link #awake}; a call that has begun may end
     *     after it
     * @return false when an entry is already available, so that waiting is not necessary
     */
    boolean mayWait(Runnable wakeUp) {
        sleeper.set(wakeUp);
        return finished.isEmpty() && failure.get() == null;
    }

    /** The poll thread has stopped waiting. */
    void awake() {
        sleeper.set(null);
    }

    /**
     * All outcomes since the last call. Poll thread.
     *
     * @throws OperatorException when a stage has failed for a reason that the operator can fix
     * @throws IllegalStateException when a stage has failed for any other
     */
    List<Outcome> take() {
        Throwable cause = failure.get();
        if (cause instanceof OperatorException operatorError) {
            throw operatorError;
        }
        if (cause != null) {
            throw new IllegalStateException("a scorer stage failed: " + cause, cause);
        }
        List<Outcome> taken = new ArrayList<>();
        for (List<Outcome> next = finished.poll(); next != null; next = finished.poll()) {
            taken.addAll(next);
        }
        return taken;
    }
}
