// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.kit.kafka.RecordHandler;
import dev.invigil.kit.kafka.RecordProblem;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What several producers after one another, under one transactional id, have committed; and what goes wrong when. */
public final class FakeBroker {

    /** What happens at a commit. */
    public enum Commit {
        /** It works. */
        WORKS,
        /** The request does not arrive. */
        LOST,
        /** It is committed, and the answer does not arrive. */
        ANSWER_LOST,
        /** The process dies before the request is sent. */
        KILLED_BEFORE,
        /** The process dies when the broker has committed. */
        KILLED_AFTER
    }

    /** The end of a process that had no time to clean up. */
    static final class Killed extends Error {}

    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    static final String FRAMES = "test.frames";
    static final String PROGRESS = "test.ingest-progress";

    final List<RecordProblem> unreadable = new CopyOnWriteArrayList<>();
    private final List<ProducerRecord<String, byte[]>> committed = new CopyOnWriteArrayList<>();
    private final Deque<Commit> script = new ArrayDeque<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private TransactionalProducer current;
    private volatile boolean away;
    private volatile int largest = Integer.MAX_VALUE;
    private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    /** Says how the next commits go; later ones work. */
    public synchronized FakeBroker then(Commit... commits) {
        script.addAll(List.of(commits));
        return this;
    }

    /** Makes the broker unreachable, or reachable again. */
    public void away(boolean isAway) {
        away = isAway;
    }

    /** Lets no larger value in. */
    public void largest(int bytes) {
        largest = bytes;
    }

    /** Lets commits wait until the future completes. */
    public void hold(CompletableFuture<Void> until) {
        gate = until;
    }

    /** Another process of the same id begins. */
    public synchronized void otherIngestStarts() {
        current.fenceProducer();
    }

    /** Someone else writes a record to the progress topic. */
    void writeProgress(String key, String value) {
        committed.add(new ProducerRecord<>(PROGRESS, 0, key, value.getBytes(UTF_8)));
    }

    /** A publisher as a newly started process has it. */
    public Publisher newProcess(IngestMetrics metrics) {
        Progress progress = new Progress("test");
        return new Publisher(
                this::open,
                Log::new,
                new FrameTransaction("line-1", FRAMES, PROGRESS, progress, CLOCK),
                progress,
                new Publisher.Limits(
                        8, 1 << 20, 4, Duration.ofMillis(200), Duration.ofMillis(1), Duration.ofSeconds(10)),
                metrics,
                (service, cause) -> failures.add(cause));
    }

    /** The same, with metrics nobody looks at. */
    public Publisher newProcess() {
        return newProcess(new IngestMetrics(new PrometheusRegistry()));
    }

    /** Why publishers have ended by themselves. */
    public List<Throwable> failures() {
        return failures;
    }

    /** The committed frames, in order, as a scorer would read them. */
    public List<Frame> frames() {
        List<Frame> frames = new ArrayList<>();
        for (ProducerRecord<String, byte[]> record : committed) {
            if (record.topic().equals(FRAMES)) {
                FrameReading reading = FrameCodec.decode(new ConsumerRecord<>(
                        FRAMES,
                        0,
                        0,
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        record.key(),
                        record.value(),
                        record.headers(),
                        Optional.empty()));
                assertThat(reading).isInstanceOf(FrameReading.WellFormed.class);
                frames.add(((FrameReading.WellFormed) reading).frame());
            }
        }
        return frames;
    }

    private synchronized Producer<String, byte[]> open() {
        return new TransactionalProducer();
    }

    private synchronized Commit nextCommit() {
        return script.isEmpty() ? Commit.WORKS : script.remove();
    }

    private void reachable() {
        if (away) {
            throw new TimeoutException("the broker is away");
        }
    }

    private final class TransactionalProducer extends MockProducer<String, byte[]> {
        private int taken;

        TransactionalProducer() {
            super(true, null, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public void initTransactions() {
            reachable();
            super.initTransactions();
            synchronized (FakeBroker.this) {
                if (current != null && !current.closed()) {
                    current.fenceProducer();
                }
                current = this;
            }
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
            if (record.value() != null && record.value().length > largest) {
                RecordTooLargeException e = new RecordTooLargeException(record.value().length + " bytes");
                callback.onCompletion(null, e);
                return CompletableFuture.failedFuture(e);
            }
            return super.send(record, callback);
        }

        @Override
        public void commitTransaction() {
            gate.join();
            Commit commit = nextCommit();
            if (away || commit == Commit.LOST) {
                throw new TimeoutException("the request was lost");
            }
            if (commit == Commit.KILLED_BEFORE) {
                throw new Killed();
            }
            super.commitTransaction();
            List<ProducerRecord<String, byte[]>> history = history();
            committed.addAll(history.subList(taken, history.size()));
            taken = history.size();
            if (commit == Commit.ANSWER_LOST) {
                throw new TimeoutException("the answer was lost");
            }
            if (commit == Commit.KILLED_AFTER) {
                throw new Killed();
            }
        }
    }

    private final class Log implements ProgressLog {
        private int position;

        @Override
        public void readToEnd(RecordHandler handler) {
            reachable();
            for (; position < committed.size(); position++) {
                ProducerRecord<String, byte[]> record = committed.get(position);
                if (record.topic().equals(PROGRESS)) {
                    handler.take(new ConsumerRecord<>(PROGRESS, 0, position, record.key(), record.value()))
                            .ifPresent(unreadable::add);
                }
            }
        }

        @Override
        public void close() {
            position = Integer.MAX_VALUE;
        }
    }
}
