// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.EngineGate;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.Reason;
import dev.invigil.trainer.json.JsonFile;
import dev.invigil.trainer.run.TrainingStoppedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The child process of a run: {@code RunProcess RUNFOLDER}. It does what is left to do there, says how far it is on its standard output,
 * one {@link ChildLine} a line, and ends when its standard input ends, since then its parent is gone.
 */
public final class RunProcess {
    /** Everything is done. */
    static final int DONE = 0;
    /** An operator can fix it; the last line says what. */
    static final int REFUSED = 1;
    /** It was asked to stop, and what was reached is kept. */
    static final int STOPPED = 75;
    /** A bug; the log has it. */
    static final int FAILED = 70;
    /** The heap is full; the JVM exits so by {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int OUT_OF_MEMORY = 3;

    private static final Logger LOG = LoggerFactory.getLogger(RunProcess.class);
    /** A predecessor of a killed service notices that within moments, and then writes its checkpoint. */
    private static final Duration PREDECESSOR = Duration.ofMinutes(2);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final RunFiles files;
    private final ChildWork work;
    private final PrintStream lines;
    private volatile boolean stopping;
    private volatile RunPhase phase = RunPhase.FIT;

    private RunProcess(RunFiles files, ChildWork work, PrintStream lines) {
        this.files = files;
        this.work = work;
        this.lines = lines;
    }

    /** The process. */
    public static void main(String[] arguments) {
        main(arguments, new FitAndEvaluate());
    }

    /** The same with other work, for a program that knows another detector family, and for tests. */
    public static void main(String[] arguments, ChildWork work) {
        PrintStream lines = System.out;
        // whatever else is printed must not come between the lines
        System.setOut(System.err);
        RunProcess process = new RunProcess(new RunFiles(Path.of(arguments[0])), work, lines);
        CountDownLatch ended = new CountDownLatch(1);
        EngineGate.Keeper engine = EngineGate.keepOpen();
        Thread hook = new Thread(
                () -> {
                    process.stopping = true;
                    await(ended);
                    engine.close();
                },
                "invigil-child-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        process.endWithParent(System.in);
        int status = process.run();
        engine.close();
        ended.countDown();
        System.exit(status);
    }

    private static void await(CountDownLatch ended) {
        try {
            ended.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops when the input ends, and ends at once when that takes too long: nobody would read the results. */
    private void endWithParent(InputStream input) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (input.read() >= 0) {
                            // the parent writes nothing
                        }
                    } catch (IOException e) {
                        LOG.debug("standard input", e);
                    }
                    stopping = true;
                    try {
                        Thread.sleep(STOP_LIMIT.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(STOPPED);
                },
                "invigil-child-parent");
        watch.setDaemon(true);
        watch.start();
    }

    @SuppressWarnings("CatchingUnchecked")
    private int run() {
        try (FileChannel channel =
                        FileChannel.open(files.childLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = locked(channel)) {
            LOG.debug("locked {}", lock);
            RunJob job = JsonFile.read(files.job(), RunJob.class);
            ComputeDevice.useThreads(job.threads());
            step(RunPhase.FIT, files.bundle(), () -> work.fit(files, job, listener()));
            step(RunPhase.EVALUATE, files.candidate(), () -> work.evaluate(files, job, listener()));
            return DONE;
        } catch (TrainingStoppedException e) {
            LOG.info("{}", e.getMessage());
            return STOPPED;
        } catch (OperatorException | BenchmarkException e) {
            LOG.error("{}", e.getMessage());
            return refused(e.getMessage());
        } catch (FileSystemException e) {
            LOG.error("a file cannot be read or written", e);
            return refused(Reason.of(e));
        } catch (IOException e) {
            // a full disk is told without the name of a file
            LOG.error("reading or writing failed", e);
            return refused(Reason.of(e) + "; check the disk of " + files.folder());
        } catch (RuntimeException e) {
            if (stopping) {
                LOG.info("stopped", e);
                return STOPPED;
            }
            LOG.error("the run failed", e);
            return FAILED;
        }
    }

    private int refused(String reason) {
        say(new ChildLine.Refused(phase, reason));
        return REFUSED;
    }

    /** The work of a phase. */
    private interface Step {
        void run() throws IOException;
    }

    private void step(RunPhase next, Path output, Step step) throws IOException {
        phase = next;
        if (!Files.exists(output)) {
            if (stopping) {
                throw new TrainingStoppedException(
                        "stopped before " + next.name().toLowerCase(Locale.ROOT));
            }
            step.run();
        }
        say(new ChildLine.Finished(next));
    }

    /** Waits for the child of a service that was killed a moment ago. */
    private FileLock locked(FileChannel channel) throws IOException {
        long end = System.nanoTime() + PREDECESSOR.toNanos();
        while (true) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
            if (stopping || System.nanoTime() - end > 0) {
                throw new OperatorException("another process works in " + files.folder()
                        + "; end it, or wait until it has ended, and start the run again");
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TrainingStoppedException("stopped before it began");
            }
        }
    }

    private ChildWork.Listener listener() {
        return new ChildWork.Listener() {
            private final Pace pace = new Pace();

            @Override
            public void progress(String stage, int done, int total, String detail) {
                if (pace.isDue(stage, done >= total)) {
                    say(new ChildLine.Progress(
                            phase, stage, done, total, Optional.of(detail).filter(text -> !text.isEmpty())));
                }
            }

            @Override
            public boolean stopAsked() {
                return stopping;
            }
        };
    }

    private void say(ChildLine line) {
        synchronized (lines) {
            lines.println(JsonFile.line(line));
            lines.flush();
        }
    }

    /** Not more than a few lines a second. */
    private static final class Pace {
        private static final long NANOS = 200_000_000;
        private String stage = "";
        private long last;

        synchronized boolean isDue(String next, boolean complete) {
            long now = System.nanoTime();
            if (!complete && next.equals(stage) && now - last < NANOS) {
                return false;
            }
            stage = next;
            last = now;
            return true;
        }
    }
}
