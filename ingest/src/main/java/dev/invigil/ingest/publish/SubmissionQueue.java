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
 * The submissions that wait for the publisher's thread. The queue is open while the broker is reachable. Closing it returns all waiting
 * submissions and accepts no more, so that a source can submit the same frames again in order.
 */
final class SubmissionQueue {

    /**
     * A submission and the future of its result.
     *
     * @param since {@link System#nanoTime()} of the submission
     */
    record Pending(Submission submission, CompletableFuture<Publication> answer, long since) {}

    private final int limit;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private boolean open;
    /** Whether the queue was open at least once. */
    private boolean opened;

    private boolean ended;

    /** @param limit largest number of waiting submissions */
    SubmissionQueue(int limit) {
        this.limit = limit;
    }

    /** Why no submission is accepted; empty when the queue is open. */
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

    /** Closes the queue and returns the waiting submissions. */
    synchronized List<Pending> close() {
        open = false;
        List<Pending> rest = List.copyOf(waiting);
        waiting.clear();
        return rest;
    }

    /** Ends the queue after the waiting submissions have been taken. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Adds the submission, or completes the future at once with the reason why not. */
    synchronized CompletableFuture<Publication> offer(Submission submission) {
        Optional<Publication.NotSent> unavailable = unavailable();
        if (unavailable.isPresent()) {
            return CompletableFuture.completedFuture(unavailable.get());
        }
        if (waiting.size() >= limit) {
            return CompletableFuture.completedFuture(new Publication.NotSent(
                    RefusalReason.BUSY, waiting.size() + " submissions are already waiting for the broker"));
        }
        Pending pending = new Pending(submission, new CompletableFuture<>(), System.nanoTime());
        waiting.add(pending);
        notifyAll();
        return pending.answer();
    }

    /**
     * Waits for a submission and takes all waiting submissions until one limit is reached.
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
