// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.bench;

import dev.invigil.contracts.frame.CaptureTime;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads committed verdicts on a thread of its own and notes when each was read. Also records frames that could not be sent. */
final class VerdictReader implements Callback, AutoCloseable {
    private static final Duration SILENCE = Duration.ofMinutes(2);

    /** A verdict and when it was read. */
    record Read(Verdict verdict, Instant at) {
        double latencyMillis() {
            return CaptureTime.ageNanos(verdict.capturedAt().orElse(at), at) / 1e6;
        }
    }

    private final BlockingQueue<Read> verdicts = new LinkedBlockingQueue<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final TopicReader reader;

    VerdictReader(KafkaSettings kafka, String topic) {
        Map<String, Object> properties = kafka.merged(
                "consumer", Map.of(), Map.of("isolation.level", "read_committed", "fetch.max.wait.ms", "20"));
        reader = new TopicReader(
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer()),
                List.of(topic),
                this::take,
                TopicReader.Options.patient(SILENCE));
        reader.follow("invigil-bench-reader", () -> {}, cause -> failure.compareAndSet(null, cause));
    }

    /** The next {@code count} verdicts. */
    List<Read> await(int count) throws InterruptedException {
        List<Read> read = new ArrayList<>();
        while (read.size() < count) {
            Read next = verdicts.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
            Throwable cause = failure.get();
            if (cause != null) {
                throw new OperatorException("the line failed: " + cause.getMessage(), cause);
            }
            if (next == null) {
                throw new OperatorException("no verdict for " + SILENCE.toSeconds() + " s; " + read.size() + " of "
                        + count + " frames were scored");
            }
            read.add(next);
        }
        return read;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception exception) {
        if (exception != null) {
            failure.compareAndSet(null, exception);
        }
    }

    private Optional<RecordProblem> take(ConsumerRecord<String, byte[]> record) {
        Instant now = Instant.now();
        return VerdictCodec.decode(record.value())
                .fold(
                        verdict -> {
                            verdicts.add(new Read(verdict, now));
                            return Optional.empty();
                        },
                        refused ->
                                Optional.of(new RecordProblem(refused.refusal().name(), refused.detail())));
    }

    @Override
    public void close() {
        reader.close();
    }
}
