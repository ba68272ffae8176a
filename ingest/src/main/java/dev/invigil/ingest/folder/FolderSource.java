// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import dev.invigil.ingest.source.FrameSink;
import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.ingest.source.IngestSource;
import dev.invigil.ingest.source.SentFrame;
import dev.invigil.ingest.source.SourceConfig;
import dev.invigil.kit.Reason;
import dev.invigil.kit.lifecycle.FailureListener;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the files of one folder, in the order of their modification time; see {@code package-info}. */
public final class FolderSource implements IngestSource {

    private static final Logger LOG = LoggerFactory.getLogger(FolderSource.class);

    /** The record of a removed file is deleted this long after the file was sent. */
    private static final Duration REMEMBER = Duration.ofDays(7);

    private static final long FORGET_EVERY_NANOS = Duration.ofHours(1).toNanos();

    private final FolderConfig config;
    private final FrameSink sink;
    private final IngestMetrics metrics;
    private final Clock clock;
    private final FailureListener onFailure;
    private final FolderScan scan;
    private final FileReader reader;
    private final FileStates files;
    private final StabilityCheck stability;
    private final Outbox outbox;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile Optional<String> problem = Optional.of("starting: the folder has not been scanned yet");

    // the following fields are used by the thread only
    private FolderWatch watch;
    private long nextScan;
    private long nextForgetting;

    public FolderSource(FolderConfig config, SourceConfig.Surroundings surroundings) {
        this.config = config;
        this.sink = surroundings.sink();
        this.metrics = surroundings.metrics();
        this.clock = surroundings.clock();
        this.onFailure = surroundings.onFailure();
        this.scan = new FolderScan(
                config.path(),
                Stream.concat(config.moveTo().stream(), config.rejectedTo().stream())
                        .collect(Collectors.toSet()));
        this.reader = new FileReader(surroundings.line(), config, scan, sink, surroundings.frameLimit());
        this.files = new FileStates(config, scan::look, metrics);
        this.stability = new StabilityCheck(config.settle().toNanos());
        this.outbox = new Outbox(config, reader, files, sink, () -> stopping);
        this.thread = new Thread(this::run, "ingest-" + config.name());
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public Optional<String> problem() {
        return switch (thread.getState()) {
            case NEW -> Optional.of("starting: the folder is not watched yet");
            case TERMINATED -> Optional.of("the source has ended");
            default -> problem;
        };
    }

    @Override
    public void stop() throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join();
    }

    private void run() {
        try {
            while (!stopping) {
                step();
            }
        } catch (InterruptedException e) {
            LOG.debug("{} is stopping", config.name());
        } catch (RuntimeException | Error e) {
            onFailure.failed(name(), e);
        } finally {
            closeWatch();
            files.stopped();
        }
    }

    private void step() throws InterruptedException {
        if (sink.unavailable().isPresent()) {
            TimeUnit.NANOSECONDS.sleep(Outbox.RETRY_NANOS);
            return;
        }
        try {
            if (System.nanoTime() >= nextScan) {
                scanAll();
            }
            long now = System.nanoTime();
            stability.settled(now, scan::look).forEach(file -> outbox.add(file, now));
            if (!outbox.sendDue()) {
                waitForChange();
            }
        } catch (IOException e) {
            String what = e instanceof NoSuchFileException
                    ? "the folder " + config.path() + " does not exist; create it or correct the path"
                    : "the folder " + config.path() + " cannot be read: " + Reason.of(e);
            if (!problem.equals(Optional.of(what))) {
                LOG.warn("{}: {}", config.name(), what);
            }
            problem = Optional.of(what);
            closeWatch();
            nextScan = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(config.rescan().toNanos());
        }
    }

    private void scanAll() throws IOException {
        boolean first = watch == null;
        if (first) {
            watch = new FolderWatch(config.path());
        }
        FolderScan.Seen seen = scan.below(config.path());
        files.tryUnfinished();
        take(seen);
        long unmatched = seen.files().stream()
                .filter(file -> !reader.matchesPattern(file.path()))
                .count();
        metrics.unmatched(config.name(), unmatched);
        if (first) {
            LOG.info(
                    "{}: watching {}: {} files, {} of them do not match the pattern {}",
                    config.name(),
                    config.path(),
                    seen.files().size(),
                    unmatched,
                    config.pattern());
        }
        problem = seen.failure();
        nextScan = System.nanoTime() + config.rescan().toNanos();
        if (System.nanoTime() >= nextForgetting && seen.failure().isEmpty()) {
            nextForgetting = System.nanoTime() + FORGET_EVERY_NANOS;
            forgetOld(seen);
        }
    }

    private void take(FolderScan.Seen seen) {
        seen.directories().forEach(watch::add);
        long now = System.nanoTime();
        seen.unusable().forEach(files::refused);
        for (StabilityCheck.Look file : seen.files()) {
            if (!files.knows(file) && reader.matchesPattern(file.path())) {
                note(file)
                        .ifPresentOrElse(
                                note -> files.sentBefore(file, note.frameId()),
                                () -> stability.observe(file.path(), file.state(), now));
            }
        }
    }

    private Optional<SentFrame> note(StabilityCheck.Look file) {
        return sink.find(config.name(), file.path())
                .filter(sent -> sent.size() == file.state().size()
                        && sent.stamp() == file.state().modifiedMillis());
    }

    /** An empty folder may be one that is not mounted: no record is deleted then. */
    private void forgetOld(FolderScan.Seen seen) {
        if (seen.files().isEmpty()) {
            return;
        }
        Set<String> there = Stream.concat(
                        seen.files().stream().map(StabilityCheck.Look::path),
                        seen.unusable().stream().map(FolderScan.Unusable::key))
                .collect(Collectors.toSet());
        sink.sent(config.name())
                .filter(note -> !there.contains(note.getKey())
                        && note.getValue().sentAt().plus(REMEMBER).isBefore(clock.instant()))
                .forEach(note -> files.forget(note.getKey()));
        files.retain(there);
    }

    private void waitForChange() throws InterruptedException, IOException {
        long now = System.nanoTime();
        long wait = Math.min(
                nextScan - now,
                Math.min(
                        stability.untilNext(now).orElse(Long.MAX_VALUE),
                        outbox.untilDue(now).orElse(Long.MAX_VALUE)));
        for (Path directory : watch.changed(Math.max(0, wait))) {
            try {
                take(scan.below(directory));
            } catch (NoSuchFileException e) {
                LOG.debug("{}: {} was removed", config.name(), directory);
            }
        }
    }

    private void closeWatch() {
        try {
            if (watch != null) {
                watch.close();
            }
        } catch (IOException e) {
            LOG.debug("{}: the directory watch could not be closed", config.name(), e);
        }
        watch = null;
    }
}
