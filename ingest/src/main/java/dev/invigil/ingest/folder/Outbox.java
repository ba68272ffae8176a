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

/** Files that have settled, until their frames are committed; in order, and no faster than the folder's rate. One thread. */
final class Outbox {
    /** After this long, what the broker did not take is offered again. */
    static final long RETRY_NANOS = Duration.ofMillis(200).toNanos();

    /** Frames in one submission: enough to make the cost of a transaction small, few enough to stay in memory. */
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

    /** @param stopping whether to give up on what the broker does not take */
    Outbox(FolderConfig config, FileReader reader, FileStates files, FrameSink sink, BooleanSupplier stopping) {
        this.config = config;
        this.reader = reader;
        this.files = files;
        this.sink = sink;
        this.stopping = stopping;
        this.rateLimiter = new RateLimiter(config.rate());
    }

    /**
     * Takes a file that has settled.
     *
     * @param now the same for all files that have settled together, so that they are judged alike and keep their order
     */
    void add(StabilityCheck.Look file, long now) {
        files.begin(file);
        settled.add(new Settled(file, now));
    }

    /** Sends what is due; false when nothing is. */
    boolean sendDue() throws InterruptedException {
        fill();
        int due = rateLimiter.take(System.nanoTime(), Math.min(chunk, drafts.size()));
        if (due == 0) {
            return false;
        }
        List<Draft> now = drafts.stream().limit(due).toList();
        while (!stopping.getAsBoolean()) {
            Publication publication = submit(now);
            if (publication instanceof Publication.Committed) {
                for (Draft draft : now) {
                    drafts.remove();
                    files.sent(draft);
                }
                chunk = CHUNK_FRAMES;
                return true;
            }
            Publication.NotSent failed = (Publication.NotSent) publication;
            if (failed.reason() != RefusalReason.TOO_LARGE) {
                TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
            } else if (now.size() > 1) {
                // one of them is too large; one at a time shows which
                chunk = 1;
                return true;
            } else {
                files.refused(drafts.remove(), failed.reason(), failed.detail());
                return true;
            }
        }
        return true;
    }

    /** How long until the rate lets the next frame go; empty when there is none. */
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
