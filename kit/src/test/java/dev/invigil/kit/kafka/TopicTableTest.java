// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TopicTableTest {
    private static final TopicPartition PARTITION = new TopicPartition("numbers", 0);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final List<TableEntry<String, Integer>> changes = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Map<String, Integer>> withThree = new CompletableFuture<>();
    private long next;

    private final TopicTable<String, Integer> table = new TopicTable<>(
            consumer,
            PARTITION.topic(),
            TopicTableTest::entry,
            new TopicTable.Listener<>() {
                @Override
                public void put(String key, Integer value) {
                    changes.add(new TableEntry.Put<>(key, value));
                }

                @Override
                public void removed(String key) {
                    changes.add(new TableEntry.Removed<>(key));
                }

                @Override
                public void current(Map<String, Integer> snapshot) {
                    if (snapshot.containsKey("three")) {
                        withThree.complete(snapshot);
                    }
                }
            },
            TopicReader.Options.patient(Duration.ofMillis(500)));

    @Test
    void shouldBeWhatTheTopicSays() {
        topic(6);
        consumer.schedulePollTask(() -> {
            record("one", "1");
            record("two", "2");
            record("one", "11");
            record("two", null);
            record("one", "no number");
            record(null, "5");
        });
        table.readToEnd();

        assertThat(table.snapshot()).containsExactly(Map.entry("one", 11));
        Map<String, Integer> snapshot = table.snapshot();
        assertThatThrownBy(() -> snapshot.put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(changes).as("what was there before is no change").isEmpty();
        table.close();
    }

    @Test
    void shouldFollowAndNotBeHeldUpByGarbage() throws Exception {
        topic(1);
        consumer.schedulePollTask(() -> record("one", "1"));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        table.start("table", failure::complete);
        Map<String, Integer> before = table.snapshot();
        consumer.schedulePollTask(() -> {
            record("two", "\u0000");
            record("one", null);
            record("three", "3");
        });

        assertThat(withThree.get(20, TimeUnit.SECONDS)).containsExactly(Map.entry("three", 3));
        assertThat(before).as("a snapshot does not change").containsExactly(Map.entry("one", 1));
        assertThat(changes).containsExactly(new TableEntry.Removed<>("one"), new TableEntry.Put<>("three", 3));
        table.close();
        assertThat(failure).isNotDone();
    }

    @Test
    void shouldSayWhenTheTopicCannotBeReadToItsEnd() {
        topic(1);

        assertThatThrownBy(table::readToEnd)
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("the topic numbers could not be read to its end");
        table.close();
    }

    /** Throws for what is not a number: the table has to live with it. */
    private static TableEntry<String, Integer> entry(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            return new TableEntry.Unreadable<>(new RecordProblem("INVALID", "there is no key"));
        }
        return record.value() == null
                ? new TableEntry.Removed<>(record.key())
                : new TableEntry.Put<>(record.key(), Integer.valueOf(new String(record.value(), UTF_8)));
    }

    private void topic(long end) {
        Node node = new Node(0, "localhost", 9092);
        consumer.updatePartitions(
                PARTITION.topic(),
                List.of(new PartitionInfo(PARTITION.topic(), 0, node, new Node[] {node}, new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
    }

    private void record(String key, String value) {
        consumer.addRecord(
                new ConsumerRecord<>(PARTITION.topic(), 0, next++, key, value == null ? null : value.getBytes(UTF_8)));
    }
}
