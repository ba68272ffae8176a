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
 * more than configured, which is kept for a camera with no frame in work: images of one camera that take long, or that wait for memory, do
 * not hold the others.
 *
 * <p>Decoding looks at its deadline and ends by itself when it is over. A decoder that does not, because it hangs, is given up after
 * twice the time: its frame gets an outcome, and another thread takes the place of the one that hangs. The number of such threads is
 * bounded; beyond it the scorer has to start anew.
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

    /** What is done with a frame, and with those that come to nothing. Called on the pool's threads. */
    interface Work {
        /** Decodes the frame and, where {@link Attempt#finish} allows it, hands the outcome on. */
        void decode(Accepted frame, Attempt attempt) throws InterruptedException;

        /** The decoder of this frame hangs and has been given up. */
        void givenUp(Accepted frame);

        /** Decoding has thrown what it should not. */
        void failed(Accepted frame, Throwable cause);

        /** Nothing more can be decoded. */
        void failed(Throwable cause);
    }

    /** One frame on one thread. */
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
         * Waits for the memory that decoding takes. The time for decoding begins when it is there.
         *
         * @throws MemoryBudget.ExceededException if there will never be so much
         */
        DecodeDeadline begin(long bytes) throws InterruptedException, MemoryBudget.ExceededException {
            isWaiting = true;
            memory = Optional.of(budget.reserve(bytes));
            sinceNanos = nanos.getAsLong();
            isWaiting = false;
            return DecodeDeadline.in(limits.time().toNanos(), nanos);
        }

        /** Whether the caller may hand on the frame's outcome: true once, and never after it has been given up. */
        boolean finish() {
            return isFinished.compareAndSet(false, true);
        }

        /** True once, when the time is over twice and there is no outcome. */
        private synchronized boolean isToBeGivenUp() {
            boolean isOverdue = !isWaiting
                    && nanos.getAsLong() - sinceNanos > 2 * limits.time().toNanos();
            isGivenUp |= isOverdue && !isOver && finish();
            return isGivenUp;
        }

        /** The thread has come back. Returns whether it has been given up before. */
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
            // without the watch nothing would be given up any more
            work.failed(e);
        }
    }

    /** Gives up what has taken twice its time. Called by the pool's own watch, and by tests. */
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
                "camera {}: the decoder hangs on frame {} and is given up; {} of at most {} threads hang",
                attempt.next.camera(),
                attempt.next.frame().frame().id(),
                now,
                mostHanging);
        work.givenUp(attempt.next.frame());
        if (now > mostHanging) {
            work.failed(new OperatorException(
                    now + " decoders hang; the scorer has to start anew. The log names the frames: "
                            + "please report them with their images"));
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
                    // another thread has taken this one's place
                    hanging.decrementAndGet();
                    return;
                }
                next = queue.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing: what is not finished is not committed
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
            // also errors: a frame that silently never finishes would hold its partition back for ever
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

    /** Drops what has not been finished. Returns at once. */
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
