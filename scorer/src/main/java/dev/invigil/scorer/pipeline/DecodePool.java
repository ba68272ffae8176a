// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.image.DecodeDeadline;
import dev.invigil.kit.OperatorException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that decode, within a budget of memory and of time. Cameras take turns ({@link CameraQueue}), and there is one thread
 * more than configured, which is reserved for a camera with no frame in decoding: slow images of one camera, or images that wait for
 * memory, do not block the other cameras.
 *
 * <p>Decoding checks its deadline and stops by itself when it has passed. A decoder that hangs is abandoned after twice the time: its frame
 * gets an outcome, and another thread replaces the hanging one. The number of hanging threads is bounded; beyond it the scorer must be
 * restarted.
 */
public final class DecodePool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecodePool.class);
    private static final long LONGEST_LOOK_MILLIS = 1000;

    /**
     * @param threads at least 1
     * @param memory bytes that all decoders together may use
     * @param time that decoding one image may take
     */
    public record Limits(int threads, long memory, Duration time) {}

    /** Receives frames to decode and failures. Called on the pool's threads. */
    interface Work {
        /** Decodes the frame and, if {@link Attempt#finish} allows it, passes the outcome on. */
        void decode(Accepted frame, Attempt attempt) throws InterruptedException;

        /** The decoder of this frame hangs and was abandoned. */
        void givenUp(Accepted frame);

        /** Decoding has thrown an unexpected exception. */
        void failed(Accepted frame, Throwable cause);

        /** The pool cannot decode any more. */
        void failed(Throwable cause);
    }

    /** The decoding of one frame on one thread. */
    final class Attempt {
        private final CameraQueue.Next next;
        private final Thread thread = Thread.currentThread();
        private final AtomicBoolean isFinished = new AtomicBoolean();
        private volatile boolean isWaiting;
        private volatile long sinceNanos = nanos.getAsLong();
        private volatile boolean isGivenUp;
        private boolean isOver;
        private volatile Optional<MemoryBudget.Reservation> memory = Optional.empty();

        private Attempt(CameraQueue.Next next) {
            this.next = next;
        }

        /**
         * Waits for the memory that decoding needs. The time for decoding starts when the memory is available.
         *
         * @throws MemoryBudget.ExceededException if this amount can never be available
         */
        DecodeDeadline begin(long bytes) throws InterruptedException, MemoryBudget.ExceededException {
            isWaiting = true;
            memory = Optional.of(budget.reserve(bytes));
            sinceNanos = nanos.getAsLong();
            isWaiting = false;
            return DecodeDeadline.in(limits.time().toNanos(), nanos);
        }

        /** Whether the caller may pass on the frame's outcome: true once, and never after the frame was abandoned. */
        boolean finish() {
            return isFinished.compareAndSet(false, true);
        }

        /** True once, when twice the time has passed without an outcome. */
        private synchronized boolean isToBeGivenUp() {
            boolean isOverdue = !isWaiting
                    && nanos.getAsLong() - sinceNanos > 2 * limits.time().toNanos();
            isGivenUp |= isOverdue && !isOver && finish();
            return isGivenUp;
        }

        /** The thread has returned. Returns whether it was abandoned before. */
        private synchronized boolean isGivenUpWhenOver() {
            isOver = true;
            return isGivenUp;
        }
    }

    private final Limits limits;
    private final Work work;
    private final LongSupplier nanos;
    private final MemoryBudget budget;
    private final int mostHanging;
    private final CameraQueue queue;
    private final Set<Attempt> running = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger hanging = new AtomicInteger();
    private final AtomicInteger number = new AtomicInteger();
    private final ScheduledExecutorService watch;
    private final ScheduledFuture<?> watching;
    private volatile boolean isClosed;

    DecodePool(Limits limits, Work work, LongSupplier nanos) {
        this.limits = limits;
        this.work = work;
        this.nanos = nanos;
        this.budget = new MemoryBudget(limits.memory());
        this.mostHanging = 2 * limits.threads();
        this.queue = new CameraQueue(limits.threads() + 1);
        for (int i = 0; i <= limits.threads(); i++) {
            startThread();
        }
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "invigil-scorer-decode-watch"));
        long millis = Math.max(1, Math.min(LONGEST_LOOK_MILLIS, limits.time().toMillis() / 4));
        this.watching = watch.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Queues the frame. Any thread. */
    void submit(Accepted frame) {
        queue.add(frame);
    }

    MemoryBudget budget() {
        return budget;
    }

    private void look() {
        try {
            giveUpOverdue();
        } catch (RuntimeException e) {
            // without the watch no decoder would be abandoned any more
            work.failed(e);
        }
    }

    /** Abandons decoders that have taken twice their time. Called by the pool's watch thread and by tests. */
    void giveUpOverdue() {
        for (Attempt attempt : running) {
            if (!attempt.isGivenUp && attempt.isToBeGivenUp()) {
                giveUp(attempt);
            }
        }
    }

    private void giveUp(Attempt attempt) {
        running.remove(attempt);
        attempt.memory.ifPresent(MemoryBudget.Reservation::lose);
        queue.finished(attempt.next);
        int now = hanging.incrementAndGet();
        LOG.error(
                "camera {}: the decoder hangs on frame {} and was abandoned; {} of at most {} hanging threads",
                attempt.next.camera(),
                attempt.next.frame().frame().id(),
                now,
                mostHanging);
        work.givenUp(attempt.next.frame());
        if (now > mostHanging) {
            work.failed(new OperatorException(
                    now + " decoders hang, so the scorer must be restarted. The log names the frames; "
                            + "report them with their images"));
            return;
        }
        startThread();
        attempt.thread.interrupt();
    }

    private void startThread() {
        Thread thread = daemon(this::run, "invigil-scorer-decode-" + number.incrementAndGet());
        threads.add(thread);
        thread.start();
    }

    private void run() {
        try {
            Optional<CameraQueue.Next> next = queue.take();
            while (next.isPresent() && !isClosed) {
                Attempt attempt = new Attempt(next.get());
                running.add(attempt);
                attempt(attempt);
                if (attempt.isGivenUp) {
                    // another thread has replaced this one
                    hanging.decrementAndGet();
                    return;
                }
                next = queue.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing: unfinished frames are not committed
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    private void attempt(Attempt attempt) throws InterruptedException {
        try {
            work.decode(attempt.next.frame(), attempt);
        } catch (InterruptedException e) {
            if (!attempt.isGivenUp) {
                throw e;
            }
        } catch (Throwable e) {
            // also errors: an unfinished frame would block its partition permanently
            if (attempt.finish()) {
                work.failed(attempt.next.frame(), e);
            }
        } finally {
            attempt.memory.ifPresent(MemoryBudget.Reservation::close);
            if (!attempt.isGivenUpWhenOver()) {
                running.remove(attempt);
                queue.finished(attempt.next);
            }
        }
    }

    /** Drops unfinished frames. Returns at once. */
    @Override
    public void close() {
        isClosed = true;
        watching.cancel(false);
        watch.shutdownNow();
        queue.close();
        threads.forEach(Thread::interrupt);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
