// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.lifecycle;

import dev.invigil.kit.OperatorException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of one process: started in the order they were added, stopped in the reverse order, each within a bound. The
 * first failure stops everything; later failures are added to it as suppressed exceptions.
 */
public final class Lifecycle implements FailureListener, AutoCloseable {
    /** The state of the process. */
    public enum State {
        LATENT,
        STARTING,
        STARTED,
        STOPPING,
        STOPPED,
        /** Ended by a failure. */
        FAILED
    }

    /** Exit code after an {@link OperatorException}: an error that the operator can fix. */
    public static final int EXIT_OPERATOR = 1;

    /** Exit code after any other failure: a bug. */
    public static final int EXIT_BUG = 70;

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Duration stopBound;
    private final List<Service> services = new ArrayList<>();
    private final Deque<Service> running = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private State state = State.LATENT;
    private Throwable failure;
    /** The service whose start is being called, and the thread that calls it; null when there is none. */
    private Service starting;

    private Thread starter;
    /** Whether a stopping thread waits for the starting service. */
    private boolean startAwaited;

    /** @param stopBound how long each service may take to stop before the next one is stopped all the same */
    public Lifecycle(Duration stopBound) {
        this.stopBound = stopBound;
    }

    /** Adds a service to start after those added before. */
    public synchronized Lifecycle add(Service service) {
        if (state != State.LATENT) {
            throw new IllegalStateException("cannot add " + service.name() + " when " + state);
        }
        services.add(service);
        return this;
    }

    public synchronized State state() {
        return state;
    }

    /** The first failure, with later ones suppressed in it. */
    public synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** What the process should exit with: 0, {@link #EXIT_OPERATOR} or {@link #EXIT_BUG}. */
    public int exitCode() {
        return failure()
                .map(cause -> cause instanceof OperatorException ? EXIT_OPERATOR : EXIT_BUG)
                .orElse(0);
    }

    /**
     * Starts all services. When one cannot start, or fails meanwhile, those that run are stopped and its exception is thrown.
     * When the process is stopped meanwhile, the service that is starting is interrupted and waited for, and this returns with everything
     * stopped.
     */
    public void start() throws Exception {
        synchronized (this) {
            if (state != State.LATENT) {
                throw new IllegalStateException("cannot start when " + state);
            }
            state = State.STARTING;
        }
        for (Service service : services) {
            if (!beginStart(service)) {
                break;
            }
            boolean started = false;
            try {
                service.start();
                started = true;
            } catch (Exception e) {
                if (state() == State.STARTING) {
                    record(e);
                    endStart(service, false);
                    stop();
                    throw e;
                }
                logStoppedDuringStart(service.name(), e);
            } finally {
                if (endStart(service, started)) {
                    stopWithinBound(service);
                }
            }
        }
        if (!becomeStarted()) {
            awaitEnd();
            throwFailure();
        }
    }

    /** Stops everything from a thread of its own, so that the failing service's thread can end. */
    @Override
    public void failed(String service, Throwable cause) {
        log(service, cause);
        if (record(cause)) {
            new Thread(this::stop, "invigil-stop").start();
        }
    }

    /** Stops when the JVM is asked to end (Ctrl-C, SIGTERM). Call once. */
    public void stopOnShutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "invigil-shutdown"));
    }

    /** Stops all services; returns when all have stopped or used up their bounds, whoever began it. */
    public void stop() {
        boolean mine;
        synchronized (this) {
            mine = state == State.LATENT || state == State.STARTING || state == State.STARTED;
            if (mine) {
                state = State.STOPPING;
            }
        }
        if (!mine) {
            awaitEnd();
            return;
        }
        awaitStarting();
        for (Service service = nextToStop(); service != null; service = nextToStop()) {
            stopWithinBound(service);
        }
        synchronized (this) {
            state = failure == null ? State.STOPPED : State.FAILED;
        }
        ended.countDown();
    }

    @Override
    public void close() {
        stop();
    }

    /** Waits until everything has stopped; an interrupt ends the waiting, not the services. */
    public void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean beginStart(Service service) {
        if (state != State.STARTING) {
            return false;
        }
        starting = service;
        starter = Thread.currentThread();
        return true;
    }

    /**
     * Whether the caller has to stop the service: it has started, everything else was stopped meanwhile, and no other thread waits for it. Has no effect
     * the second time.
     */
    private synchronized boolean endStart(Service service, boolean started) {
        if (starting != service) {
            return false;
        }
        starting = null;
        starter = null;
        boolean stopped = state != State.STARTING;
        if (stopped) {
            // the interrupt was for the start, which is over
            Thread.interrupted();
        }
        boolean kept = started && (!stopped || startAwaited);
        if (kept) {
            running.push(service);
        }
        notifyAll();
        return started && !kept;
    }

    /** Interrupts the service that is starting, and waits for it within the bound. */
    private void awaitStarting() {
        Service late;
        synchronized (this) {
            if (starting == null || starter == Thread.currentThread()) {
                return;
            }
            startAwaited = true;
            starter.interrupt();
            long end = System.nanoTime() + stopBound.toNanos();
            try {
                long left = stopBound.toMillis();
                while (starting != null && left > 0) {
                    wait(left);
                    left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            startAwaited = false;
            late = starting;
        }
        if (late != null) {
            failedToStop(
                    late,
                    new OperatorException(late.name() + " was starting and did not stop within " + stopBound.toMillis()
                            + " ms; it was abandoned"));
        }
    }

    private synchronized boolean becomeStarted() {
        if (state != State.STARTING) {
            return false;
        }
        state = State.STARTED;
        return true;
    }

    private synchronized Service nextToStop() {
        return running.poll();
    }

    private void throwFailure() throws Exception {
        Throwable cause = failure().orElse(null);
        if (cause instanceof Exception exception) {
            throw exception;
        }
        if (cause != null) {
            throw new ExecutionException(cause);
        }
    }

    private void stopWithinBound(Service service) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            service.stop();
            return null;
        });
        Thread thread = new Thread(task, "invigil-stop-" + service.name());
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(stopBound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            failedToStop(
                    service,
                    new OperatorException(
                            service.name() + " did not stop within " + stopBound.toMillis() + " ms and was abandoned"));
        } catch (ExecutionException e) {
            failedToStop(service, e.getCause());
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
        }
    }

    private void failedToStop(Service service, Throwable cause) {
        log(service.name(), cause);
        record(cause);
    }

    /** Whether it was the first failure. */
    private synchronized boolean record(Throwable cause) {
        if (failure == null) {
            failure = cause;
            return true;
        }
        if (failure != cause) {
            failure.addSuppressed(cause);
        }
        return false;
    }

    /** The interrupt of the start often ends as an exception; an operator's line names no class. */
    private static void logStoppedDuringStart(String service, Exception cause) {
        if (cause instanceof OperatorException) {
            LOG.info("{} was stopped during its start: {}", service, cause.getMessage());
        } else {
            LOG.info("{} was stopped during its start", service);
        }
        LOG.debug("{} was stopped during its start", service, cause);
    }

    private static void log(String service, Throwable cause) {
        if (cause instanceof OperatorException) {
            LOG.error("{} failed: {}", service, cause.getMessage());
        } else {
            LOG.error("{} failed", service, cause);
        }
    }
}
