// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import dev.invigil.scorer.pipeline.WorkNote;
import dev.invigil.scorer.pipeline.WorkNotes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores notes as committed offsets, with metadata, of a consumer group without members. The broker keeps the latest one per partition,
 * compacts them and answers within milliseconds; no topic is needed.
 */
final class GroupOffsetNotes implements WorkNotes {
    private static final Logger LOG = LoggerFactory.getLogger(GroupOffsetNotes.class);
    private static final int LIMIT_MILLIS = 5_000;

    private final Admin admin;
    private final String group;
    private boolean forbidden;

    /** @param group the group's name; it must not have members */
    GroupOffsetNotes(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    @Override
    public Map<TopicPartition, WorkNote> read(Collection<TopicPartition> partitions) {
        Map<TopicPartition, WorkNote> notes = new HashMap<>();
        if (!forbidden) {
            try {
                await(admin.listConsumerGroupOffsets(
                                        Map.of(
                                                group,
                                                new ListConsumerGroupOffsetsSpec()
                                                        .topicPartitions(List.copyOf(partitions))),
                                        new ListConsumerGroupOffsetsOptions().timeoutMs(LIMIT_MILLIS))
                                .partitionsToOffsetAndMetadata(group))
                        .forEach((partition, offset) -> {
                            if (offset != null) {
                                WorkNote.of(offset.offset(), offset.metadata())
                                        .ifPresent(note -> notes.put(partition, note));
                            }
                        });
            } catch (GroupIdNotFoundException e) {
                return Map.of();
            } catch (AuthorizationException e) {
                forbidden(e);
            }
        }
        return notes;
    }

    @Override
    public void write(Map<TopicPartition, WorkNote> notes) {
        if (forbidden) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        notes.forEach((partition, note) -> offsets.put(partition, new OffsetAndMetadata(note.end(), note.metadata())));
        try {
            await(admin.alterConsumerGroupOffsets(
                            group, offsets, new AlterConsumerGroupOffsetsOptions().timeoutMs(LIMIT_MILLIS))
                    .all());
        } catch (AuthorizationException e) {
            forbidden(e);
        }
    }

    /** The scorer continues without the notes, because stopping the line would be worse. */
    private void forbidden(AuthorizationException cause) {
        forbidden = true;
        LOG.warn(
                "the broker does not allow the scorer to store its progress notes ({}): a frame that crashes the process will crash every scorer that reads"
                        + " it. Grant READ and DESCRIBE on the group {}",
                cause.getMessage(),
                group);
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
