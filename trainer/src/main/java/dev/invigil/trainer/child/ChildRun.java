// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.trainer.json.JsonFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child process at work. One thread waits for it; any thread may stop it. */
public final class ChildRun {
    private static final Logger LOG = LoggerFactory.getLogger(ChildRun.class);
    /** Exit status of a process that a signal has ended, less the signal's number. */
    private static final int SIGNALLED = 128;

    private static final int KILLED = SIGNALLED + 9;
    /** How long the reading of its last lines may take; without a limit, whoever has inherited its output could hold the run for ever. */
    private static final Duration LINES_LIMIT = Duration.ofMinutes(1);

    private final Process process;
    private final RunFiles files;
    private final ChildSettings settings;
    private final AtomicReference<Optional<String>> refusal = new AtomicReference<>(Optional.empty());
    private volatile boolean stopAsked;

    private ChildRun(Process process, RunFiles files, ChildSettings settings) {
        this.process = process;
        this.files = files;
        this.settings = settings;
    }

    /**
     * Starts the process. What it logs is added to {@link RunFiles#childLog}.
     *
     * @throws IOException if it cannot be started
     */
    public static ChildRun start(RunFiles files, ChildSettings settings) throws IOException {
        Process process = new ProcessBuilder(settings.command(files.folder()))
                .redirectError(ProcessBuilder.Redirect.appendTo(files.childLog().toFile()))
                .start();
        return new ChildRun(process, files, settings);
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /**
     * Reads its lines until it ends.
     *
     * @param listener called on this thread
     * @throws InterruptedException then the process still runs
     */
    public ChildEnd await(Consumer<ChildLine> listener) throws InterruptedException {
        Thread reader = new Thread(() -> read(listener), "invigil-child-lines");
        reader.setDaemon(true);
        reader.start();
        int status = process.waitFor();
        // what its last lines ask for is written to the disk, which takes a while on a busy machine
        reader.join(LINES_LIMIT.toMillis());
        return end(status);
    }

    /** Asks it to stop, and kills it when that takes too long. Returns when it has ended. */
    public void stop() {
        stopAsked = true;
        process.destroy();
        try {
            if (!process.waitFor(settings.grace().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "the child process {} did not stop within {} s and is killed",
                        pid(),
                        settings.grace().toSeconds());
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    private void kill() {
        process.destroyForcibly();
    }

    private void read(Consumer<ChildLine> listener) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line, listener);
            }
        } catch (IOException e) {
            LOG.debug("the output of the child process ended", e);
        }
    }

    private void take(String line, Consumer<ChildLine> listener) {
        ChildLine read;
        try {
            read = JsonFile.ofLine(line, ChildLine.class);
        } catch (IllegalArgumentException e) {
            LOG.debug("the child process {} printed a line that cannot be read: {}", pid(), line);
            return;
        }
        if (read instanceof ChildLine.Refused refused) {
            refusal.set(Optional.of(refused.reason()));
        }
        listener.accept(read);
    }

    private ChildEnd end(int status) {
        if (stopAsked || status == RunProcess.STOPPED) {
            return status == RunProcess.DONE ? new ChildEnd.Finished() : new ChildEnd.Stopped();
        }
        if (status == RunProcess.DONE) {
            return new ChildEnd.Finished();
        }
        Optional<String> refused = refusal.get();
        if (status == RunProcess.REFUSED && refused.isPresent()) {
            return new ChildEnd.Refused(refused.get());
        }
        if (status == RunProcess.OUT_OF_MEMORY) {
            return new ChildEnd.Refused("the child process has used all of its heap ("
                    + settings.heap().map(size -> size.toString()).orElse("Java's default size")
                    + "); raise trainer.heap, or train with smaller images or batches");
        }
        String log = "; see " + files.childLog();
        if (status == KILLED) {
            return new ChildEnd.Crashed(
                    "the child process was killed (signal 9), perhaps because the machine has no memory left" + log);
        }
        return new ChildEnd.Crashed(
                status > SIGNALLED
                        ? "the child process ended by signal " + (status - SIGNALLED) + log
                        : "the child process ended with exit status " + status + log);
    }
}
