// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.FrameSink;
import dev.invigil.ingest.source.Publication;
import dev.invigil.ingest.source.Submission;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Holds stable files until their frames are committed; sends them in order and within the folder's rate. Used by one thread. */
final class Outbox {
    /** Pause before frames that the broker did not accept are submitted again. */
    static final long RETRY_NANOS = Duration.ofMillis(200).toNanos();

    /** Frames in one submission: enough to keep the cost per transaction small, and few enough to fit in memory. */
    private static final int CHUNK_FRAMES = 16;

    private static final long CHUNK_BYTES = 8L << 20;

    /** @param at {@link System#nanoTime()} */
    private record Settled(StabilityCheck.Look file, long at) {}

    private final FolderConfig config;
    private final FileReader reader;
    private final FileStates files;
    private final FrameSink sink;
    private final BooleanSupplier stopping;
    private final RateLimiter rateLimiter;
    private final Deque<Settled> settled = new ArrayDeque<>();
    private final Deque<Draft> drafts = new ArrayDeque<>();
    private int chunk = CHUNK_FRAMES;

    /** @param stopping whether to stop retrying frames that the broker does not accept */
    Outbox(FolderConfig config, FileReader reader, FileStates files, FrameSink sink, BooleanSupplier stopping) {
        this.config = config;
        this.reader = reader;
        this.files = files;
        this.sink = sink;
        this.stopping = stopping;
        this.rateLimiter = new RateLimiter(config.rate());
    }

    /**
     * Adds a stable file.
     *
     * @param now the same for all files that became stable together, so that they are treated alike and keep their order
     */
    void add(StabilityCheck.Look file, long now) {
        files.begin(file);
        settled.add(new Settled(file, now));
    }

    /** Sends the frames that are due; false when none is. */
    boolean sendDue() throws InterruptedException {
        fill();
        int due = rateLimiter.take(System.nanoTime(), Math.min(chunk, drafts.size()));
        if (due == 0) {
            return false;
        }
        List<Draft> now = drafts.stream().limit(due).toList();
        while (!stopping.getAsBoolean()) {
            boolean finished = submit(now).fold(committed -> sent(now), notSent -> isTooLarge(now, notSent));
            if (finished) {
                return true;
            }
            TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
        }
        return true;
    }

    private boolean sent(List<Draft> now) {
        for (Draft draft : now) {
            drafts.remove();
            files.sent(draft);
        }
        chunk = CHUNK_FRAMES;
        return true;
    }

    /** Handles frames that are too large for the broker; after any other failure they are to be submitted again. */
    private boolean isTooLarge(List<Draft> now, Publication.NotSent failed) {
        if (failed.reason() != RefusalReason.TOO_LARGE) {
            return false;
        }
        if (now.size() > 1) {
            // one of them is too large; sending one at a time finds it
            chunk = 1;
        } else {
            files.refused(drafts.remove(), failed.reason(), failed.detail());
        }
        return true;
    }

    /** Nanoseconds until the rate allows the next frame; empty when there is none. */
    OptionalLong untilDue(long now) {
        return drafts.isEmpty() ? OptionalLong.empty() : OptionalLong.of(rateLimiter.untilDue(now));
    }

    private void fill() {
        long bytes = drafts.stream().mapToLong(draft -> draft.image().length).sum();
        while (drafts.size() < CHUNK_FRAMES && bytes < CHUNK_BYTES && !settled.isEmpty()) {
            Settled next = settled.remove();
            StabilityCheck.Look file = next.file();
            FileReading reading = reader.read(file);
            if (reading instanceof FileReading.Loaded loaded) {
                if (!loaded.whole() && files.waitForRest(file, next.at())) {
                    files.abandon(file);
                    continue;
                }
                drafts.add(loaded.draft());
                bytes += loaded.draft().image().length;
            } else if (reading instanceof FileReading.Refused refused) {
                files.refused(file, refused.reason(), refused.detail());
            } else if (reading instanceof FileReading.Touched) {
                files.touched(file);
            } else {
                files.abandon(file);
            }
        }
    }

    private Publication submit(List<Draft> now) throws InterruptedException {
        try {
            List<String> forgotten = files.toForget();
            Publication publication =
                    sink.submit(new Submission(config.name(), now, forgotten)).get();
            if (publication instanceof Publication.Committed) {
                files.forgotten(forgotten);
            }
            return publication;
        } catch (ExecutionException e) {
            throw new IllegalStateException("publications never fail", e);
        }
    }
}
