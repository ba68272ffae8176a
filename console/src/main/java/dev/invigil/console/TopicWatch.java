// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console;

import dev.invigil.console.line.LiveLine;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.label.LabelCodec;
import dev.invigil.contracts.model.ModelRecordCodec;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.kafka.RecordHandler;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows the topics, committed records only, and keeps the {@link LiveLine} up to date. Frames and maps are not followed: they are read when
 * somebody looks at them.
 */
final class TopicWatch {
    /** A console waits for its broker as long as it takes: while the broker is away, it says so. */
    private static final Duration PATIENCE = Duration.ofDays(36_500);

    private final Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> consumers;
    private final Map<String, RecordHandler> past;
    private final Map<String, RecordHandler> tables;
    private final LiveLine line;
    private final Duration history;
    private final List<TopicReader> readers = new ArrayList<>();
    /** Verdicts before the latest poll; reading thread only. */
    private long before;

    /**
     * @param consumers opens a consumer, which this closes
     * @param history verdicts older than this are not read
     */
    TopicWatch(
            Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> consumers,
            TopicSettings topics,
            LiveLine line,
            Duration history) {
        this.consumers = consumers;
        this.line = line;
        this.history = history;
        this.past = Map.of(
                topics.name(Topic.VERDICTS), this::verdict,
                topics.name(Topic.DEAD_LETTERS), this::deadLetter);
        this.tables = Map.of(
                topics.name(Topic.ALERTS), this::alert,
                topics.name(Topic.MODELS), this::model,
                topics.name(Topic.LABELS), this::label);
    }

    /** @param onFailure called with the error that ended one of the threads */
    void start(Consumer<Throwable> onFailure) {
        TopicReader.Options options = TopicReader.Options.patient(PATIENCE);
        line.reading(true);
        follow("invigil-console-tables", tables, options, () -> {}, onFailure);
        follow("invigil-console", past, options.withSince(Instant.now().minus(history)), this::polled, onFailure);
    }

    private void follow(
            String thread,
            Map<String, RecordHandler> handlers,
            TopicReader.Options options,
            Runnable afterPoll,
            Consumer<Throwable> onFailure) {
        TopicReader reader = new TopicReader(
                consumers.get(),
                handlers.keySet(),
                record -> handlers.get(record.topic()).take(record),
                options);
        readers.add(reader);
        reader.follow(thread, afterPoll, onFailure);
    }

    /** A poll that brings nothing means that the past has been read. */
    private void polled() {
        long now = line.verdicts();
        if (now == before) {
            line.reading(false);
        }
        before = now;
    }

    void stop() {
        readers.forEach(TopicReader::close);
    }

    private Optional<RecordProblem> verdict(ConsumerRecord<String, byte[]> record) {
        return take(VerdictCodec.decode(record.value()), verdict -> line.verdict(verdict, Instant.now()));
    }

    private Optional<RecordProblem> alert(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            line.alertRemoved(String.valueOf(record.key()));
            return Optional.empty();
        }
        return take(AlertCodec.decode(record.value()), line::alert);
    }

    private Optional<RecordProblem> model(ConsumerRecord<String, byte[]> record) {
        return record.value() == null
                ? Optional.empty()
                : take(ModelRecordCodec.decode(record.key(), record.value()), line::model);
    }

    private Optional<RecordProblem> label(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            line.labelWithdrawn(String.valueOf(record.key()));
            return Optional.empty();
        }
        return take(LabelCodec.decode(record.key(), record.value()), line::label);
    }

    private Optional<RecordProblem> deadLetter(ConsumerRecord<String, byte[]> record) {
        line.deadLetter();
        return Optional.empty();
    }

    private static <T> Optional<RecordProblem> take(Reading<T> reading, Consumer<T> taker) {
        return reading.fold(
                value -> {
                    taker.accept(value);
                    return Optional.empty();
                },
                refused -> Optional.of(new RecordProblem(refused.refusal().name(), refused.detail())));
    }
}
