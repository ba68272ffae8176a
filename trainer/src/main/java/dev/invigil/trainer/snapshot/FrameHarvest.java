// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.kafka.TopicTable;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.label.LabelEntries;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads what the line has produced: labels and verdicts first, then only the frames that were chosen, by their positions. Outside any
 * consumer group, committed records only. A later harvest goes on where the one before has stopped; only when a label names a frame whose
 * verdict was read before and not kept, the verdicts are read once more. Used by one thread.
 */
public final class FrameHarvest implements AutoCloseable {
    /** Clocks of machines may differ: so much older than the oldest frame may its verdict be. */
    private static final Duration CLOCKS = Duration.ofHours(1);

    private static final int SAMPLE_FACTOR = 2;
    private static final int LEAST_SAMPLE = 200;
    private static final int FETCH_BYTES = 1 << 20;
    private static final String CLIENT_ID = "invigil-trainer-harvest-";

    private final KafkaClients clients;
    private final TopicSettings topics;
    private final CandidatePool pool;
    private final FrameReader frames;
    private final Set<String> searched = new HashSet<>();
    private Optional<TopicReader> verdicts = Optional.empty();
    private Optional<Instant> begin = Optional.empty();
    private Predicate<RecordPosition> exists = position -> false;
    private long unreadableLabels;

    /**
     * Connects to nothing yet.
     *
     * @throws OperatorException if the address of the broker or a client setting cannot be used
     */
    public FrameHarvest(KafkaSettings kafka, TopicSettings topics, SnapshotRules rules) {
        this(kafka, topics, rules, Math.max(LEAST_SAMPLE, SAMPLE_FACTOR * rules.perProduct()));
    }

    /** @param sample how many PASS frames of a product and camera are considered */
    FrameHarvest(KafkaSettings kafka, TopicSettings topics, SnapshotRules rules, int sample) {
        this.clients = new KafkaClients(kafka, topics.frameLimit());
        this.topics = topics;
        this.pool = new CandidatePool(rules.seed(), sample);
        this.frames = asking(() -> new FrameReader(
                consumer(
                        "frames",
                        Map.of(
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                1,
                                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                                FETCH_BYTES,
                                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                                FETCH_BYTES)),
                topics.name(Topic.FRAMES),
                topics.timeout()));
    }

    /**
     * What the line has produced up to now.
     *
     * @throws OperatorException if a topic does not exist, or the broker does not answer
     */
    public Harvest look() {
        return asking(() -> {
            Map<String, Label> labels = labels();
            pool.labelled(labels.keySet());
            Map<Integer, Long> beginnings = frames.beginnings();
            boolean readBefore = begin.isPresent();
            readVerdicts(beginnings);
            if (readBefore) {
                searchAgain(pool.labelled(labels.keySet()), beginnings);
            }
            searched.retainAll(labels.keySet());
            searched.addAll(labels.keySet());
            pool.forget(position -> !frames.exists(position, beginnings));
            long unreadable =
                    unreadableLabels + verdicts.map(TopicReader::unreadable).orElse(0L);
            return new Harvest(pool.candidates(), labels, pool.production(), pool.gone(), unreadable, Map.of());
        });
    }

    /**
     * Copies the images of these frames into the store.
     *
     * @return the frames that were not copied, by id, with the reason
     * @throws OperatorException if the broker does not answer
     * @throws IOException if the disk fails
     */
    public Map<String, LeftOut> copy(Collection<FrameCandidate> chosen, SnapshotStore store) throws IOException {
        try {
            return frames.copy(chosen, store);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw unusable(e);
        }
    }

    private Map<String, Label> labels() {
        unreadableLabels = 0;
        try (TopicTable<String, Label> table = new TopicTable<>(
                consumer("labels", Map.of()),
                topics.name(Topic.LABELS),
                LabelEntries::read,
                new TopicTable.Listener<>() {},
                TopicReader.Options.patient(topics.timeout())
                        .withUnreadable((record, problem) -> unreadableLabels++))) {
            table.readToEnd();
            return table.snapshot();
        }
    }

    /** From the oldest frame on; the frames of earlier verdicts are gone. */
    private void readVerdicts(Map<Integer, Long> beginnings) {
        if (begin.isEmpty()) {
            begin = frames.oldest().map(oldest -> oldest.minus(CLOCKS));
        }
        if (begin.isEmpty()) {
            return;
        }
        exists = position -> frames.exists(position, beginnings);
        if (verdicts.isEmpty()) {
            verdicts = Optional.of(
                    reader("verdicts", verdict -> pool.take(verdict, exists.test(verdict.position())), begin.get()));
        }
        verdicts.get().readToEnd();
    }

    /** Reads all verdicts once more if some may be there whose frames were labelled after they were read. */
    private void searchAgain(Set<String> missing, Map<Integer, Long> beginnings) {
        missing.removeAll(searched);
        if (missing.isEmpty()) {
            return;
        }
        try (TopicReader reader = reader(
                "search",
                verdict -> pool.takeAgain(verdict, frames.exists(verdict.position(), beginnings)),
                begin.orElseThrow())) {
            reader.readToEnd();
        }
    }

    private TopicReader reader(String name, Consumer<Verdict> taker, Instant since) {
        return new TopicReader(
                consumer(name, Map.of()),
                List.of(topics.name(Topic.VERDICTS)),
                record -> take(record, taker),
                TopicReader.Options.patient(topics.timeout()).withSince(since));
    }

    private static Optional<RecordProblem> take(ConsumerRecord<String, byte[]> record, Consumer<Verdict> taker) {
        return VerdictCodec.decode(record.value())
                .fold(
                        verdict -> {
                            taker.accept(verdict);
                            return Optional.empty();
                        },
                        refused ->
                                Optional.of(new RecordProblem(refused.refusal().name(), refused.detail())));
    }

    private KafkaConsumer<String, byte[]> consumer(String name, Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(clients.reader(CLIENT_ID + name, topics.timeout()));
        properties.putAll(more);
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private <T> T asking(Supplier<T> work) {
        try {
            return work.get();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw unusable(e);
        }
    }

    private OperatorException unusable(KafkaException e) {
        // the message of a client that cannot be created is in its cause
        String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
        return new OperatorException(
                "the broker at " + clients.settings().bootstrapServers() + " cannot be used: " + reason
                        + "; start the broker, or correct kafka.bootstrap.servers",
                e);
    }

    @Override
    public void close() {
        verdicts.ifPresent(TopicReader::close);
        frames.close();
    }
}
