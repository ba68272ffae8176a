// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.publish.SubmissionQueue.Pending;
import dev.invigil.ingest.source.FrameSink;
import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.ingest.source.Publication;
import dev.invigil.ingest.source.SentFrame;
import dev.invigil.ingest.source.Submission;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.TransactionEnd;
import dev.invigil.kit.lifecycle.FailureListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts submissions on the sources' threads and commits them on its own thread; see {@code package-info}.
 *
 * <p>While the broker is unreachable, submissions are answered with BROKER_AWAY at once, and so is {@link #unavailable()}; the sources keep
 * their frames (files stay where they are, clients are asked to retry). After the configured patience {@code onFailure} is called and the
 * publisher ends.
 */
public final class Publisher implements FrameSink {

    /**
     * Limits.
     *
     * @param frames in one transaction; the submission that reaches this limit is the last one of the transaction
     * @param bytes of images in one transaction; the submission that reaches this limit is the last one of the transaction
     * @param queue largest number of waiting submissions
     * @param patience how long the broker may be unreachable before the publisher ends
     * @param backoff pause between two attempts to reach it
     * @param transaction the producers' transaction timeout
     */
    public record Limits(
            int frames, long bytes, int queue, Duration patience, Duration backoff, Duration transaction) {}

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final Supplier<Producer<String, byte[]>> producers;
    private final Supplier<ProgressLog> logs;
    private final FrameTransaction transaction;
    private final Progress progress;
    private final Limits limits;
    private final IngestMetrics metrics;
    private final FailureListener onFailure;
    private final SubmissionQueue queue;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "ingest-publisher");

    // the following fields are used by the thread only
    private Producer<String, byte[]> producer;
    private ProgressLog log;
    /** Whether the broker was reached before. */
    private boolean isConnected;
    /** The last transaction's submissions while it is not known whether it was committed. */
    private List<Pending> inDoubt = List.of();
    /** Single-submission batches, from a transaction that failed because a frame was too large for the broker. */
    private final Queue<List<Pending>> alone = new ArrayDeque<>();

    /**
     * @param producers opens a transactional producer, always under the same transactional id
     * @param logs opens the progress topic at its beginning
     * @param onFailure called on the publisher's thread with the reason why it ended: an {@link OperatorException} or a bug
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
        this.queue = new SubmissionQueue(limits.queue());
    }

    /** Starts the thread; returns at once. */
    public void start() {
        thread.start();
    }

    @Override
    public Optional<Publication.NotSent> unavailable() {
        return queue.unavailable();
    }

    @Override
    public Optional<SentFrame> find(String source, String name) {
        return progress.find(source, name);
    }

    @Override
    public Stream<Map.Entry<String, SentFrame>> sent(String source) {
        return progress.of(source);
    }

    /** Submits frames. The future completes at the latest when the broker has been unreachable for the patience. */
    @Override
    public CompletableFuture<Publication> submit(Submission submission) {
        int frames = submission.drafts().size();
        metrics.inFlight(frames);
        return queue.offer(submission).whenComplete((publication, bug) -> metrics.inFlight(-frames));
    }

    /** Commits the waiting submissions and ends; call it after the sources have stopped. */
    public void stop() throws InterruptedException {
        stopping.countDown();
        queue.end();
        thread.join();
    }

    private void run() {
        try {
            boolean ended = false;
            while (!ended && reachBroker()) {
                ended = serve();
            }
        } catch (InterruptedException e) {
            LOG.warn("the publisher thread was interrupted");
        } catch (RuntimeException | Error e) {
            onFailure.failed("ingest", e);
        } finally {
            refuseWaiting();
            inDoubt.forEach(Publisher::refuse);
            closeProducer(Duration.ofSeconds(1));
            if (log != null) {
                log.close();
            }
        }
    }

    /**
     * Fences the previous writer, reads the progress, and resolves submissions with an unknown result. Returns false when the publisher is
     * to end.
     */
    private boolean reachBroker() throws InterruptedException {
        long since = System.nanoTime();
        String lastLogged = "";
        while (!queue.hasEnded()) {
            try {
                closeProducer(Duration.ZERO);
                producer = producers.get();
                producer.initTransactions();
                if (log == null) {
                    log = logs.get();
                }
                log.readToEnd(progress::apply);
                settleDoubts();
                queue.open();
                if (isConnected) {
                    metrics.reconnected();
                }
                isConnected = true;
                LOG.info("connected to the broker; sent so far: {}", progress);
                return true;
            } catch (KafkaException e) {
                if (isFenced(e)) {
                    throw replacedByAnother(e);
                }
                String why = String.valueOf(e.getMessage());
                if (!why.equals(lastLogged)) {
                    LOG.warn("cannot reach the broker, retrying: {}", why);
                    lastLogged = why;
                }
                if (System.nanoTime() - since > limits.patience().toNanos()) {
                    throw new OperatorException(
                            "the broker did not answer for " + limits.patience().toSeconds() + " s (" + why
                                    + "); no frame was lost; restart ingest when the broker is available",
                            e);
                }
            }
            stopping.await(limits.backoff().toMillis(), TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private void settleDoubts() {
        List<Pending> doubtful = inDoubt;
        inDoubt = List.of();
        for (Pending pending : doubtful) {
            Optional<List<SentFrame>> sent = transaction.alreadySent(pending.submission());
            if (sent.isPresent()) {
                metrics.committed(pending.submission().drafts());
                answer(pending, sent.get());
            } else {
                refuse(pending);
            }
        }
    }

    /** Commits batch after batch. Returns true when the publisher is to end, false when the connection must be initialised again. */
    private boolean serve() throws InterruptedException {
        while (true) {
            List<Pending> batch = alone.isEmpty() ? queue.take(limits.frames(), limits.bytes()) : alone.remove();
            if (batch.isEmpty()) {
                return true;
            }
            long began = System.nanoTime();
            inDoubt = batch;
            try {
                commit(batch);
            } catch (FrameTransaction.FrameTooLargeException e) {
                metrics.transaction(TransactionEnd.ABORTED);
                oneByOne(batch, e);
            } catch (KafkaException e) {
                metrics.transaction(TransactionEnd.UNKNOWN);
                // a producer whose transaction timed out is fenced too; this does not mean that there is a second
                // ingest
                if (isFenced(e)
                        && System.nanoTime() - began < limits.transaction().toNanos()) {
                    throw replacedByAnother(e);
                }
                LOG.warn("a transaction failed; continuing after the last committed one: {}", e.getMessage());
                refuseWaiting();
                return false;
            }
            inDoubt = List.of();
        }
    }

    private void commit(List<Pending> batch) {
        List<Submission> submissions = batch.stream().map(Pending::submission).toList();
        FrameTransaction.Outcome outcome = transaction.commit(producer, submissions);
        metrics.transaction(TransactionEnd.COMMITTED);
        metrics.committed(outcome.fresh());
        for (int i = 0; i < batch.size(); i++) {
            answer(batch.get(i), outcome.notes().get(i));
        }
    }

    /** A frame that the broker does not accept must not block the other frames of its batch. */
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

    private static OperatorException replacedByAnother(KafkaException e) {
        return new OperatorException(
                "another ingest with the same id has started and replaced this one; give each ingest a unique id", e);
    }

    /** Waiting submissions were never sent: they are refused at once, so that the sources can submit them again in order. */
    private void refuseWaiting() {
        alone.forEach(batch -> batch.forEach(Publisher::refuse));
        alone.clear();
        queue.close().forEach(Publisher::refuse);
    }

    private void answer(Pending pending, List<SentFrame> sent) {
        metrics.answered(pending.submission().source(), System.nanoTime() - pending.since());
        pending.answer().complete(new Publication.Committed(sent));
    }

    private static void refuse(Pending pending) {
        pending.answer().complete(new Publication.NotSent(RefusalReason.BROKER_AWAY, "the broker did not acknowledge"));
    }

    private void closeProducer(Duration limit) {
        if (producer != null) {
            producer.close(limit);
            producer = null;
        }
    }
}
