// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.threshold;

import static dev.invigil.scorer.threshold.OperatorThresholds.point;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.invigil.contracts.threshold.ThresholdKey;
import dev.invigil.contracts.threshold.ThresholdOverride;
import dev.invigil.contracts.threshold.ThresholdOverrideCodec;
import dev.invigil.detector.decision.OperatorThreshold;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.scorer.LogLines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThresholdFollowerTest {
    private static final TopicPartition PARTITION = new TopicPartition("invigil.thresholds", 0);
    private static final ThresholdKey BOTTLE = new ThresholdKey("bottle", Optional.empty());
    private static final ThresholdKey CAMERA = new ThresholdKey("bottle", Optional.of("cam-3"));

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final AtomicLong nanos = new AtomicLong();
    private long next;

    private ThresholdFollower follower = follower(() -> nanos.addAndGet(100_000_000));

    private ThresholdFollower follower(LongSupplier clock) {
        return new ThresholdFollower(
                consumer,
                PARTITION.topic(),
                new ThresholdFollower.Listener() {
                    @Override
                    public void current(Overrides overrides) {}

                    @Override
                    public void refused(String reason) {
                        refused.add(reason);
                    }
                },
                failure::complete,
                TopicReader.Options.patient(Duration.ofSeconds(2)).withClock(clock));
    }

    @Test
    void shouldKnowWhatWasSetBeforeItStarted() {
        start(4, () -> {
            record(BOTTLE.toString(), json(BOTTLE, 0.5));
            record(CAMERA.toString(), json(CAMERA, 0.6));
            record(BOTTLE.toString(), json(BOTTLE, 0.7));
            record(CAMERA.toString(), null);
        });

        assertThat(follower.current().entries()).containsOnlyKeys(point(BOTTLE));
        OperatorThreshold entry = follower.current().entries().get(point(BOTTLE));
        assertThat(entry.reject()).isEqualTo(0.7);
        assertThat(entry.source().offset()).as("the record that says so").isEqualTo(2);
        follower.close();
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void shouldIgnoreAndCountWhatIsNoThreshold() {
        start(7, () -> {
            record(BOTTLE.toString(), json(BOTTLE, 0.5));
            record(BOTTLE.toString(), "not json".getBytes(UTF_8));
            record(CAMERA.toString(), json(BOTTLE, 0.9));
            record("no key of ours", null);
            record(null, json(BOTTLE, 0.9));
            record(BOTTLE.toString(), "{\"schema\": 99}".getBytes(UTF_8));
            record(BOTTLE.toString(), new byte[0]);
        });

        assertThat(follower.current().entries().get(point(BOTTLE)).reject()).isEqualTo(0.5);
        assertThat(follower.current().entries()).hasSize(1);
        assertThat(refused).containsExactly("NOT_JSON", "INVALID", "INVALID", "INVALID", "UNKNOWN_SCHEMA", "EMPTY");
        follower.close();
    }

    @Test
    void shouldSayWhenTheTopicCannotBeReadToItsEnd() {
        topic(1);

        assertThatThrownBy(() -> follower.start())
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("invigil.thresholds could not be read to its end: no record came for 2 s");
        follower.close();
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void shouldTellWhenItCanFollowNoLonger() throws Exception {
        start(0, () -> {});
        consumer.setPollException(new KafkaException("not allowed any more"));

        assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessage("not allowed any more");
        follower.close();
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void shouldIgnoreAndCountThresholdsOutOfRange() {
        List<String> rejects = List.of("-5", "1e308", "1000001", "1e999", "\"NaN\"");
        start(1 + rejects.size(), () -> {
            record(BOTTLE.toString(), json(BOTTLE, 0.5));
            rejects.forEach(reject -> record(
                    BOTTLE.toString(),
                    new String(json(BOTTLE, 0.5), UTF_8)
                            .replace("\"reject\":0.5", "\"reject\":" + reject)
                            .getBytes(UTF_8)));
        });

        assertThat(follower.current().entries().get(point(BOTTLE)).reject()).isEqualTo(0.5);
        assertThat(refused).hasSize(rejects.size()).containsOnly("INVALID");
        follower.close();
    }

    @Test
    void shouldLogOneOfManyOverridesAndThenTheLatest() {
        try (LogLines log = LogLines.of(ThresholdFollower.class, Level.INFO)) {
            follower = follower(nanos::get);
            start(0, () -> {});
            for (int i = 1; i <= 1000; i++) {
                record(BOTTLE.toString(), json(BOTTLE, i));
            }
            await().until(() -> follower.current().entries().containsKey(point(BOTTLE))
                    && follower.current().entries().get(point(BOTTLE)).reject() == 1000);
            assertThat(log.lines()).containsExactly("threshold of bottle/* set by me: reject 1.0, review 0.5 (a test)");

            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
            await().until(() -> log.lines().size() > 1);
            assertThat(log.lines().get(1))
                    .isEqualTo("threshold of bottle/* set by me: reject 1000.0, review 500.0 (a test)"
                            + " (998 more were suppressed since the last such message)");
        } finally {
            follower.close();
        }
    }

    /** Records come with the first poll: the mock takes those of assigned partitions only. */
    private void start(int count, Runnable records) {
        topic(count);
        consumer.schedulePollTask(records);
        follower.start();
    }

    private void topic(long end) {
        Node node = new Node(0, "localhost", 9092);
        consumer.updatePartitions(
                PARTITION.topic(),
                List.of(new PartitionInfo(PARTITION.topic(), 0, node, new Node[] {node}, new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
    }

    private void record(String key, byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), next++, key, value));
    }

    private static byte[] json(ThresholdKey key, double reject) {
        return ThresholdOverrideCodec.encode(new ThresholdOverride(
                1,
                key.product(),
                key.camera(),
                reject,
                reject / 2,
                Optional.empty(),
                "a test",
                "me",
                Instant.EPOCH,
                Optional.empty()));
    }
}
