// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the folder of the golden data can be used: without it every run fails. It is looked at every few seconds by a thread of its own,
 * because a file server that is away can block the look.
 */
final class GoldenWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GoldenWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Path folder;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Optional<String> problem = Optional.of("starting: trainer.golden has not been looked at yet");

    GoldenWatch(Path folder) {
        this.folder = folder;
    }

    /** Begins to look. */
    void start() {
        Thread thread = new Thread(this::run, "invigil-trainer-golden");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("no longer looking at {}", folder, e);
        }
    }

    /** Looks once; a new problem, and the end of one, are logged. */
    void look() {
        Optional<String> before = problem;
        Optional<String> now = state();
        problem = now;
        if (now.isPresent() && !now.equals(before)) {
            LOG.warn("{}", now.get());
        } else if (now.isEmpty() && before.isPresent()) {
            LOG.info("the golden data is in {}", folder);
        }
    }

    private Optional<String> state() {
        String named = "the folder " + folder + " (trainer.golden) ";
        if (!Files.exists(folder)) {
            return Optional.of(named + "does not exist, so every run will fail; create it or correct the path");
        }
        if (!Files.isDirectory(folder)) {
            return Optional.of(named + "is a file, so every run will fail; name a folder");
        }
        return Files.isReadable(folder)
                ? Optional.empty()
                : Optional.of(named + "may not be read, so every run will fail; allow the trainer to read it");
    }

    /** Why runs will fail; empty when the folder can be used. Any thread. */
    Optional<String> problem() {
        return problem;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
