// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.label.LabelCodec;
import dev.invigil.contracts.map.MapCodec;
import dev.invigil.contracts.model.ModelRecordCodec;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.detector.image.MapPng;
import dev.invigil.kit.kafka.RecordHandler;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.lifecycle.FailureListener;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Follows all topics, committed records only, and keeps the {@link LiveLine} up to date. */
final class TopicWatch implements Service {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> consumers;
    private final Map<String, RecordHandler> handlers;
    private final LiveLine line;
    private final FailureListener failures;
    private Optional<TopicReader> reader = Optional.empty();

    /** @param client properties of a consumer */
    TopicWatch(Map<String, Object> client, TopicSettings topics, LiveLine line, FailureListener failures) {
        this(
                () -> new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer()),
                topics,
                line,
                failures);
    }

    /** @param consumers opens a consumer, which this closes */
    TopicWatch(
            Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> consumers,
            TopicSettings topics,
            LiveLine line,
            FailureListener failures) {
        this.consumers = consumers;
        this.line = line;
        this.failures = failures;
        this.handlers = Map.of(
                topics.name(Topic.FRAMES), this::frame,
                topics.name(Topic.VERDICTS), this::verdict,
                topics.name(Topic.MAPS), this::map,
                topics.name(Topic.ALERTS), this::alert,
                topics.name(Topic.MODELS), this::model,
                topics.name(Topic.LABELS), this::label,
                topics.name(Topic.DEAD_LETTERS), this::deadLetter);
    }

    @Override
    public String name() {
        return "watch";
    }

    @Override
    public void start() {
        TopicReader following = new TopicReader(
                consumers.get(),
                handlers.keySet(),
                record -> handlers.get(record.topic()).take(record),
                TopicReader.Options.patient(PATIENCE));
        reader = Optional.of(following);
        following.follow("invigil-watch", () -> {}, cause -> failures.failed(name(), cause));
    }

    @Override
    public void stop() {
        reader.ifPresent(TopicReader::close);
    }

    private Optional<RecordProblem> frame(ConsumerRecord<String, byte[]> record) {
        FrameCodec.decode(record)
                .<Runnable>fold(
                        wellFormed -> () -> line.frame(
                                wellFormed.frame().id(), wellFormed.frame().image()),
                        malformed -> () -> {}) // the scorer answers it with a dead letter
                .run();
        return Optional.empty();
    }

    private Optional<RecordProblem> verdict(ConsumerRecord<String, byte[]> record) {
        return take(VerdictCodec.decode(record.value()), verdict -> line.verdict(verdict, Instant.now()));
    }

    private Optional<RecordProblem> map(ConsumerRecord<String, byte[]> record) {
        return take(MapCodec.decode(record), map -> line.map(map.frameId(), new MapPng(map.png(), map.scale())));
    }

    private Optional<RecordProblem> alert(ConsumerRecord<String, byte[]> record) {
        return take(AlertCodec.decode(record.value()), line::alert);
    }

    private Optional<RecordProblem> model(ConsumerRecord<String, byte[]> record) {
        return record.value() == null
                ? Optional.empty()
                : take(ModelRecordCodec.decode(record.key(), record.value()), line::model);
    }

    private Optional<RecordProblem> label(ConsumerRecord<String, byte[]> record) {
        return record.value() == null
                ? Optional.empty()
                : take(LabelCodec.decode(record.key(), record.value()), line::label);
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
