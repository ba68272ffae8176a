// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TopicReaderTest {
    private static final TopicPartition PARTITION = new TopicPartition("things", 0);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> unreadable = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private long next;

    @Test
    void shouldReadToTheEndAndGoOnWhereItStopped() {
        topic(2);
        consumer.schedulePollTask(() -> records("a", "b"));
        TopicReader reader = reader(this::take);
        reader.readToEnd();
        assertThat(taken).containsExactly("a", "b");

        consumer.updateEndOffsets(Map.of(PARTITION, 3L));
        consumer.schedulePollTask(() -> records("c"));
        reader.readToEnd();
        assertThat(taken).containsExactly("a", "b", "c");
        reader.close();
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void shouldCountAndSkipRecordsThatCannotBeRead() {
        topic(4);
        consumer.schedulePollTask(() -> records("a", "garbage", "throw", "b"));
        TopicReader reader = reader(record -> {
            String value = new String(record.value(), UTF_8);
            if (value.equals("garbage")) {
                return Optional.of(new RecordProblem("NOT_JSON", "it is garbage"));
            }
            if (value.equals("throw")) {
                throw new IllegalStateException("a bug of the one who reads");
            }
            return take(record);
        });
        reader.readToEnd();

        assertThat(taken).containsExactly("a", "b");
        assertThat(unreadable).containsExactly("1 NOT_JSON", "2 FAILED");
        assertThat(reader.unreadable()).isEqualTo(2);
    }

    @Test
    void shouldReadTheNewestRecordsOnly() {
        topic(5);
        consumer.schedulePollTask(() -> records("a", "b", "c", "d", "e"));
        new TopicReader(consumer, List.of("things"), this::take, options().withNewest(2)).readToEnd();

        assertThat(taken).containsExactly("d", "e");
    }

    @Test
    void shouldAskAgainWhileTheBrokerDoesNotAnswer() {
        topic(1);
        consumer.schedulePollTask(() -> consumer.setPollException(new DisconnectException("away")));
        consumer.schedulePollTask(() -> records("a"));
        reader(this::take).readToEnd();

        assertThat(taken).containsExactly("a");
    }

    @Test
    void shouldGiveUpWhenReadingDoesNotAdvance() {
        topic(1);

        assertThatThrownBy(() -> reader(this::take).readToEnd())
                .isInstanceOf(TimeoutException.class)
                .hasMessage(
                        "the topic things could not be read to its end: no record came for 2 s, 1 records are still unread. Check that"
                                + " the broker is running");
    }

    @Test
    void shouldNotGiveUpWhileReadingAdvances() {
        topic(100);
        for (int i = 0; i < 100; i++) {
            String value = "v" + i;
            consumer.schedulePollTask(() -> {
                nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                records(value);
            });
        }
        reader(this::take).readToEnd();

        assertThat(taken).hasSize(100);
    }

    @Test
    void shouldSayThatThereIsNoSuchTopic() {
        assertThatThrownBy(() -> reader(this::take).readToEnd())
                .isInstanceOf(OperatorException.class)
                .hasMessage("the topic things does not exist; create it with: invigil topics create -c CONFIG");
    }

    @Test
    void shouldFollowAndSurviveAnOutage() throws Exception {
        topic(0);
        CountDownLatch third = new CountDownLatch(1);
        TopicReader reader = reader(record -> {
            take(record);
            if (taken.size() == 3) {
                third.countDown();
            }
            return Optional.empty();
        });
        reader.readToEnd();
        consumer.schedulePollTask(() -> records("a"));
        consumer.schedulePollTask(() -> consumer.setPollException(new DisconnectException("away")));
        consumer.schedulePollTask(() -> records("b", "c"));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        reader.follow("follower", () -> {}, failure::complete);

        third.await();
        reader.close();
        assertThat(consumer.closed()).isTrue();
        assertThat(failure).isNotDone();
    }

    @Test
    void shouldTellWhenTheOutageLastsLongerThanThePatience() throws Exception {
        topic(0);
        TopicReader reader = reader(this::take);
        reader.readToEnd();
        AtomicInteger polls = new AtomicInteger();
        fail(polls);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        reader.follow("follower", () -> fail(polls), failure::complete);

        assertThat(failure.get(20, TimeUnit.SECONDS))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("the topic things could not be read for 2 s: away");
        assertThat(polls.get()).as("it was tried again").isGreaterThan(2);
        reader.close();
    }

    @Test
    void shouldTellWhenTheBrokerRefuses() throws Exception {
        topic(0);
        TopicReader reader = reader(this::take);
        reader.readToEnd();
        consumer.setPollException(new KafkaException("not allowed any more"));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        reader.follow("follower", () -> {}, failure::complete);

        assertThat(failure.get(20, TimeUnit.SECONDS)).hasMessage("not allowed any more");
        reader.close();
        assertThat(consumer.closed()).isTrue();
    }

    private void fail(AtomicInteger polls) {
        polls.incrementAndGet();
        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        consumer.setPollException(new DisconnectException("away"));
    }

    private Optional<RecordProblem> take(ConsumerRecord<String, byte[]> record) {
        taken.add(new String(record.value(), UTF_8));
        return Optional.empty();
    }

    private TopicReader reader(RecordHandler handler) {
        return new TopicReader(consumer, List.of("things"), handler, options());
    }

    private TopicReader.Options options() {
        return TopicReader.Options.patient(Duration.ofSeconds(2))
                .withUnreadable((record, problem) -> unreadable.add(record.offset() + " " + problem.reason()))
                .withClock(() -> nanos.addAndGet(Duration.ofMillis(10).toNanos()));
    }

    private void topic(long end) {
        Node node = new Node(0, "localhost", 9092);
        consumer.updatePartitions(
                PARTITION.topic(),
                List.of(new PartitionInfo(PARTITION.topic(), 0, node, new Node[] {node}, new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
    }

    private void records(String... values) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        for (String value : values) {
            records.add(new ConsumerRecord<>(PARTITION.topic(), 0, next++, value, value.getBytes(UTF_8)));
        }
        records.forEach(consumer::addRecord);
    }
}
