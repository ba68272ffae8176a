// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import dev.invigil.contracts.OperatorException;
import dev.invigil.contracts.lifecycle.FailureListener;
import dev.invigil.ingest.IngestMetrics;
import dev.invigil.ingest.frame.RefusalReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes submissions from the sources' threads and commits them from its own, as {@code package-info} explains.
 *
 * <p>While the broker is away, submissions are answered BROKER_AWAY at once and {@link #ready()} is false; the sources keep what they
 * have (files stay where they are, clients are told to come back). When that lasts longer than the limit, {@code onFailure} is called and the
 * publisher ends.
 */
public final class Publisher {

    /**
     * Limits.
     *
     * @param frames in one transaction; the submission that reaches it is the last
     * @param bytes of images in one transaction; the submission that reaches it is the last
     * @param queue submissions that may wait
     * @param patience how long the broker may be away before the publisher gives up
     * @param backoff pause between two tries to reach it
     * @param transaction the transaction timeout the producers are configured with
     */
    public record Limits(
            int frames, long bytes, int queue, Duration patience, Duration backoff, Duration transaction) {}

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private record Pending(Submission submission, CompletableFuture<Publication> answer, long since) {}

    private static final Pending STOP =
            new Pending(new Submission("", List.of(), List.of()), new CompletableFuture<>(), 0);

    private final Supplier<Producer<String, byte[]>> producers;
    private final Supplier<ProgressLog> logs;
    private final FrameTransaction transaction;
    private final Progress progress;
    private final Limits limits;
    private final IngestMetrics metrics;
    private final FailureListener onFailure;
    private final Thread thread = new Thread(this::run, "ingest-publisher");
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Guards the order between {@code ready} turning false and the queue being emptied. */
    private final Object gate = new Object();

    private final BlockingQueue<Pending> queue;
    private boolean ready;

    private Producer<String, byte[]> producer;
    private ProgressLog log;
    /** The last transaction's submissions while it is not known whether it was committed. */
    private List<Pending> inDoubt = List.of();
    /** Batches of one, of a transaction that a frame too large for the broker spoiled. */
    private final Queue<List<Pending>> alone = new ArrayDeque<>();

    /**
     * @param producers opens a transactional producer, always under the same transactional id
     * @param logs opens the progress topic at its beginning
     * @param onFailure told, from the publisher's thread, why it ended: an {@link OperatorException} or a bug
     */
    public Publisher(
            Supplier<Producer<String, byte[]>> producers,
            Supplier<ProgressLog> logs,
            FrameTransaction transaction,
            Progress progress,
            Limits limits,
            IngestMetrics metrics,
            FailureListener onFailure) {
        this.producers = producers;
        this.logs = logs;
        this.transaction = transaction;
        this.progress = progress;
        this.limits = limits;
        this.metrics = metrics;
        this.onFailure = onFailure;
        this.queue = new LinkedBlockingQueue<>(limits.queue() + 1);
    }

    /** Starts the thread; returns at once. */
    public void start() {
        thread.start();
    }

    /** Whether frames can be sent: the broker answered last, and what has been sent is known. */
    public boolean ready() {
        synchronized (gate) {
            return ready;
        }
    }

    /** What has been sent; complete once {@link #ready()}. */
    public Progress progress() {
        return progress;
    }

    /** Submits frames. The future always completes normally, at the latest when the broker has been away for the limit. */
    public CompletableFuture<Publication> submit(Submission submission) {
        Pending pending = new Pending(submission, new CompletableFuture<>(), System.nanoTime());
        synchronized (gate) {
            if (!ready) {
                return CompletableFuture.completedFuture(away());
            }
            if (queue.size() >= limits.queue()) {
                return CompletableFuture.completedFuture(new Publication.NotSent(
                        RefusalReason.BUSY, queue.size() + " submissions already wait for the broker"));
            }
            queue.add(pending);
        }
        metrics.inFlight(submission.drafts().size());
        return pending.answer()
                .whenComplete((publication, bug) ->
                        metrics.inFlight(-submission.drafts().size()));
    }

    /** Commits what is waiting and ends; call it once, when the sources have stopped. */
    public void stop() throws InterruptedException {
        stopping.countDown();
        synchronized (gate) {
            queue.add(STOP);
        }
        thread.join();
    }

    private void run() {
        try {
            boolean stopped = false;
            while (!stopped && reachBroker()) {
                stopped = serve();
            }
        } catch (RuntimeException | Error e) {
            onFailure.failed("ingest", e);
        } finally {
            refuseAll();
            inDoubt.forEach(pending -> pending.answer().complete(away()));
            closeProducer(Duration.ofSeconds(1));
            closeLog();
        }
    }

    /** Fences, reads the progress, settles what is in doubt. Returns false when told to stop before that was possible. */
    private boolean reachBroker() {
        long since = System.nanoTime();
        String said = "";
        while (true) {
            try {
                closeProducer(Duration.ZERO);
                producer = producers.get();
                producer.initTransactions();
                if (log == null) {
                    log = logs.get();
                }
                log.readToEnd(progress::apply);
                settleDoubts();
                if (stopping.getCount() == 0) {
                    return false;
                }
                synchronized (gate) {
                    ready = true;
                }
                LOG.info("broker reached; sent so far: {}", progress);
                return true;
            } catch (KafkaException e) {
                if (isFenced(e)) {
                    throw takenOver(e);
                }
                String why = String.valueOf(e.getMessage());
                if (!why.equals(said)) {
                    LOG.warn("broker not reached, trying again: {}", why);
                    said = why;
                }
                if (System.nanoTime() - since > limits.patience().toNanos()) {
                    throw new OperatorException(
                            "the broker did not answer for " + limits.patience().toSeconds() + " s (" + why
                                    + "); nothing was lost, start ingest again when the broker is back",
                            e);
                }
            }
            if (pause()) {
                return false;
            }
        }
    }

    /** Whether it is time to stop, asked for the length of the back-off. */
    private boolean pause() {
        try {
            return stopping.await(limits.backoff().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void settleDoubts() {
        List<Pending> doubtful = inDoubt;
        inDoubt = List.of();
        for (Pending pending : doubtful) {
            Optional<List<SentFrame>> sent = transaction.alreadySent(pending.submission());
            if (sent.isPresent()) {
                committed(pending, sent.get());
            } else {
                pending.answer().complete(away());
            }
        }
    }

    /** Commits batch after batch; true when told to stop, false when the broker must be reached anew. */
    private boolean serve() {
        while (true) {
            List<Pending> batch = nextBatch();
            if (batch.isEmpty()) {
                return true;
            }
            long began = System.nanoTime();
            inDoubt = batch;
            try {
                commit(batch);
            } catch (FrameTransaction.FrameTooLargeException e) {
                oneByOne(batch, e);
            } catch (KafkaException e) {
                // a transaction that the broker timed out is fenced too, and that is no second ingest
                if (isFenced(e)
                        && System.nanoTime() - began < limits.transaction().toNanos()) {
                    throw takenOver(e);
                }
                LOG.warn("a transaction failed, going back to the last committed one: {}", e.getMessage());
                refuseAll();
                return false;
            }
            inDoubt = List.of();
        }
    }

    private void commit(List<Pending> batch) {
        List<Submission> submissions = batch.stream().map(Pending::submission).toList();
        List<List<SentFrame>> sent = transaction.commit(producer, submissions);
        for (int i = 0; i < batch.size(); i++) {
            committed(batch.get(i), sent.get(i));
        }
    }

    private void committed(Pending pending, List<SentFrame> sent) {
        metrics.sent(pending.submission(), System.nanoTime() - pending.since());
        pending.answer().complete(new Publication.Committed(sent));
    }

    /** One frame that the broker will not take must not keep its neighbours out. */
    private void oneByOne(List<Pending> batch, FrameTransaction.FrameTooLargeException cause) {
        if (batch.size() == 1) {
            batch.get(0).answer().complete(new Publication.NotSent(RefusalReason.TOO_LARGE, cause.getMessage()));
        } else {
            batch.forEach(pending -> alone.add(List.of(pending)));
        }
    }

    private static boolean isFenced(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    private static OperatorException takenOver(KafkaException e) {
        return new OperatorException(
                "another ingest with the same id has started and taken over; give each ingest its own id", e);
    }

    /** What waits was never sent: it is refused at once, in order, so that a source can submit it again in order. */
    private void refuseAll() {
        List<Pending> waiting = new ArrayList<>();
        synchronized (gate) {
            ready = false;
            alone.forEach(waiting::addAll);
            alone.clear();
            queue.drainTo(waiting);
        }
        waiting.forEach(pending -> pending.answer().complete(away()));
    }

    private static Publication away() {
        return new Publication.NotSent(RefusalReason.BROKER_AWAY, "the broker does not answer");
    }

    /** Waits for the first submission and takes what is there with it, within the limits; empty when told to stop. */
    private List<Pending> nextBatch() {
        if (!alone.isEmpty()) {
            return alone.remove();
        }
        List<Pending> batch = new ArrayList<>();
        try {
            Pending next = queue.take();
            int frames = 0;
            long bytes = 0;
            while (next != null && !STOP.equals(next)) {
                batch.add(next);
                frames += next.submission().drafts().size();
                bytes += next.submission().bytes();
                next = frames < limits.frames() && bytes < limits.bytes() && !STOP.equals(queue.peek())
                        ? queue.poll()
                        : null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return batch;
    }

    private void closeProducer(Duration limit) {
        if (producer != null) {
            producer.close(limit);
            producer = null;
        }
    }

    private void closeLog() {
        if (log != null) {
            log.close();
        }
    }
}
