// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import dev.invigil.kit.kafka.RecordHandler;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TopicReader;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** {@link ProgressLog} over the one partition of the topic. The consumer must be {@code read_committed}. */
public final class ProgressTopic implements ProgressLog {

    /** The partition of all records, so that their order is the order of commits. */
    static final int PARTITION = 0;

    private final Admin admin;
    private final TopicReader reader;
    private RecordHandler handler = record -> Optional.empty();

    /**
     * @param limit how long reading may make no progress; must be longer than the transaction timeout of another ingest, because nothing
     *     after an open transaction can be read
     * @param onUnreadable called for each record that cannot be read
     */
    public ProgressTopic(
            String topic, Admin admin, Consumer<String, byte[]> consumer, Duration limit, Runnable onUnreadable) {
        this.admin = admin;
        this.reader = new TopicReader(
                consumer,
                List.of(topic),
                this::take,
                TopicReader.Options.patient(limit)
                        .withPartitions(List.of(new TopicPartition(topic, PARTITION)), this::ends)
                        .withUnreadable((record, problem) -> onUnreadable.run()));
    }

    @Override
    public void readToEnd(RecordHandler sink) {
        handler = sink;
        reader.readToEnd();
    }

    private Optional<RecordProblem> take(ConsumerRecord<String, byte[]> record) {
        return handler.take(record);
    }

    /**
     * The end offsets including open transactions: with {@code read_committed} the broker returns the start of the oldest open transaction
     * of any producer, which may be before our own last record.
     */
    private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        try {
            return admin
                    .listOffsets(partitions.stream().collect(Collectors.toMap(one -> one, one -> OffsetSpec.latest())))
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, end -> offset(end.getValue())));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static long offset(ListOffsetsResult.ListOffsetsResultInfo end) {
        return end.offset();
    }

    @Override
    public void close() {
        reader.close();
        admin.close(Duration.ofSeconds(1));
    }
}
