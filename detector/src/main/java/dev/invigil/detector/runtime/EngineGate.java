// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.runtime;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets the process end only when no thread is inside the engine: the C library takes the engine's memory apart at the end of a process, and a
 * thread that still computes then crashes (SIGSEGV in oneDNN).
 *
 * <p>Every call of the engine goes through the gate of the process. When the JVM is asked to end, a shutdown hook waits until no thread keeps
 * the gate open ({@link #keepOpen}), closes it, and waits for the calls that are inside. Later calls fail with {@link EngineClosedException}.
 *
 * <p>A call that does not come back within {@value #LONGEST_CALL_SECONDS} s (a hung driver) must not block the process permanently: the process then
 * kills itself (exit code 137), which runs no destructors.
 */
public final class EngineGate {
    private static final int LONGEST_CALL_SECONDS = 60;
    private static final EngineGate OF_PROCESS = ofProcess();

    private int inside;
    private int keepers;
    private boolean closed;

    EngineGate() {}

    private static EngineGate ofProcess() {
        EngineGate gate = new EngineGate();
        Runtime.getRuntime().addShutdownHook(new Thread(gate::end, "invigil-engine-gate"));
        return gate;
    }

    /** Held by who still needs the engine while the process ends, in order to end well. Must be closed within a bound. */
    public interface Keeper extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Keeps the engine usable until the keeper is closed, also when the process has been asked to end: for services that still score what they
     * have accepted, and for a training that still writes a checkpoint.
     */
    public static Keeper keepOpen() {
        return OF_PROCESS.keeper();
    }

    /** Runs {@code call} inside the gate of the process. */
    static <T> T inside(Supplier<T> call) {
        return OF_PROCESS.run(call);
    }

    /** Runs {@code release} inside the gate, or not at all when it is closed: the process is ending, and its memory with it. */
    static void unlessClosed(Runnable release) {
        if (!OF_PROCESS.tryEnter()) {
            return;
        }
        try {
            release.run();
        } finally {
            OF_PROCESS.leave();
        }
    }

    synchronized Keeper keeper() {
        keepers++;
        return new Keeper() {
            private boolean released;

            @Override
            public void close() {
                synchronized (EngineGate.this) {
                    if (!released) {
                        released = true;
                        keepers--;
                        EngineGate.this.notifyAll();
                    }
                }
            }
        };
    }

    <T> T run(Supplier<T> call) {
        if (!tryEnter()) {
            throw new EngineClosedException();
        }
        try {
            return call.get();
        } finally {
            leave();
        }
    }

    private synchronized boolean tryEnter() {
        if (closed) {
            return false;
        }
        inside++;
        return true;
    }

    private synchronized void leave() {
        inside--;
        notifyAll();
    }

    /**
     * Waits for the keepers, closes the gate, and waits for the calls inside.
     *
     * @return whether no thread is inside any more
     */
    synchronized boolean close(long longestCallNanos) throws InterruptedException {
        while (keepers > 0) {
            wait();
        }
        closed = true;
        long end = System.nanoTime() + longestCallNanos;
        while (inside > 0) {
            long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    private void end() {
        try {
            if (!close(TimeUnit.SECONDS.toNanos(LONGEST_CALL_SECONDS))) {
                System.err.println("invigil: the engine has not answered for " + LONGEST_CALL_SECONDS
                        + " s; the process is terminated");
                new ProcessBuilder(
                                "kill",
                                "-KILL",
                                Long.toString(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("invigil: cannot terminate the process: " + e.getMessage());
        }
    }
}
