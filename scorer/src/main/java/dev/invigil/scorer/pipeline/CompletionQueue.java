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
 * what is in flight. Whatever comes wakes the poll thread, once for each time that it waits.
 */
final class CompletionQueue {
    private final Queue<List<Outcome>> finished = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    /** How to wake the poll thread, while it waits. */
    private final AtomicReference<Runnable> sleeper = new AtomicReference<>();

    /** Outcomes that came together, so that a batch is not split over two transactions. Any thread. */
    void add(List<Outcome> outcomes) {
        finished.add(outcomes);
        wake();
    }

    /** A failure that no frame's content has caused. The first one counts. Any thread. */
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
     * @param wakeUp called at most once, by another thread, when something comes before {@link #awake}; a call that has begun may end
     *     after it
     * @return false when something is there already, so that there is no use in waiting
     */
    boolean mayWait(Runnable wakeUp) {
        sleeper.set(wakeUp);
        return finished.isEmpty() && failure.get() == null;
    }

    /** The poll thread does not wait any more. */
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
            throw new IllegalStateException("a stage of the scorer failed: " + cause, cause);
        }
        List<Outcome> taken = new ArrayList<>();
        for (List<Outcome> next = finished.poll(); next != null; next = finished.poll()) {
            taken.addAll(next);
        }
        return taken;
    }
}
