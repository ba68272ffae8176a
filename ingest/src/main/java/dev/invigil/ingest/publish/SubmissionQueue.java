// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.source.Publication;
import dev.invigil.ingest.source.Submission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What waits for the publisher's thread. It is open while the broker can be reached; closing it hands back everything that waits, and
 * nothing can slip in after that, so that a source may submit the same frames again without overtaking itself.
 */
final class SubmissionQueue {

    /**
     * A submission and the promise given for it.
     *
     * @param since {@link System#nanoTime()} of the submission
     */
    record Pending(Submission submission, CompletableFuture<Publication> answer, long since) {}

    private final int limit;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private boolean open;
    /** Whether it has ever been open. */
    private boolean opened;

    private boolean ended;

    /** @param limit submissions that may wait */
    SubmissionQueue(int limit) {
        this.limit = limit;
    }

    /** Why nothing is taken in. */
    synchronized Optional<Publication.NotSent> unavailable() {
        if (open) {
            return Optional.empty();
        }
        return Optional.of(new Publication.NotSent(
                RefusalReason.BROKER_AWAY,
                ended
                        ? "stopping"
                        : opened ? "the broker does not answer" : "starting: the broker has not answered yet"));
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    synchronized void open() {
        open = true;
        opened = true;
    }

    /** Closes and takes out what waits. */
    synchronized List<Pending> close() {
        open = false;
        List<Pending> rest = List.copyOf(waiting);
        waiting.clear();
        return rest;
    }

    /** What waits is still handed out; then there is an end. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Takes the submission in, or answers at once why not. */
    synchronized CompletableFuture<Publication> offer(Submission submission) {
        Optional<Publication.NotSent> unavailable = unavailable();
        if (unavailable.isPresent()) {
            return CompletableFuture.completedFuture(unavailable.get());
        }
        if (waiting.size() >= limit) {
            return CompletableFuture.completedFuture(new Publication.NotSent(
                    RefusalReason.BUSY, waiting.size() + " submissions already wait for the broker"));
        }
        Pending pending = new Pending(submission, new CompletableFuture<>(), System.nanoTime());
        waiting.add(pending);
        notifyAll();
        return pending.answer();
    }

    /**
     * Waits for a submission and takes what is there with it, until one limit is reached.
     *
     * @return empty at the end
     */
    synchronized List<Pending> take(int frames, long bytes) throws InterruptedException {
        while (waiting.isEmpty() && !ended) {
            wait();
        }
        List<Pending> batch = new ArrayList<>();
        int framesLeft = frames;
        long bytesLeft = bytes;
        while (!waiting.isEmpty() && framesLeft > 0 && bytesLeft > 0) {
            Pending next = waiting.remove();
            framesLeft -= next.submission().drafts().size();
            bytesLeft -= next.submission().bytes();
            batch.add(next);
        }
        return batch;
    }
}
