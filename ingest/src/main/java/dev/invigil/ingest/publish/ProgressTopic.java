// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** {@link ProgressLog} over the one partition of the topic. The consumer must be {@code read_committed}. */
public final class ProgressTopic implements ProgressLog {

    /** All records go here, so that their order is that of their commits. */
    static final int PARTITION = 0;

    private static final Duration POLL = Duration.ofMillis(200);

    private final TopicPartition partition;
    private final Admin admin;
    private final Consumer<String, byte[]> consumer;
    private final Duration limit;

    /**
     * @param limit how long reading may stand still; longer than another ingest's transaction can stay open, because nothing after
     *     an open transaction can be read
     */
    public ProgressTopic(String topic, Admin admin, Consumer<String, byte[]> consumer, Duration limit) {
        this.partition = new TopicPartition(topic, PARTITION);
        this.admin = admin;
        this.consumer = consumer;
        this.limit = limit;
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    @Override
    public void readToEnd(BiConsumer<String, byte[]> sink) {
        long end = end();
        long progressed = System.nanoTime();
        long position = consumer.position(partition, limit);
        while (position < end) {
            for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                sink.accept(entry.key(), entry.value());
            }
            long reached = consumer.position(partition, limit);
            if (reached > position) {
                progressed = System.nanoTime();
            } else if (System.nanoTime() - progressed > limit.toNanos()) {
                throw new TimeoutException("reading " + partition + " stands at offset " + reached + " of " + end);
            }
            position = reached;
        }
    }

    /**
     * The end including open transactions: asked {@code read_committed}, the broker would name the start of the oldest open transaction
     * of anyone, which may lie before our own last record.
     */
    private long end() {
        try {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        admin.close(Duration.ofSeconds(1));
    }
}
