// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads single frames by their positions, one at a time: never more than one record and what the client has fetched ahead is in memory.
 * Used by one thread.
 */
final class FrameReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrameReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /** So many records are read over; beyond that, seeking is cheaper. */
    private static final long READ_OVER = 8;

    private final Consumer<String, byte[]> consumer;
    private final String topic;
    private final Duration patience;
    private final ImageDecoder decoder = new ImageDecoder();

    /** @param consumer {@code read_committed}, in no group, one record per poll; the reader closes it */
    FrameReader(Consumer<String, byte[]> consumer, String topic, Duration patience) {
        this.consumer = consumer;
        this.topic = topic;
        this.patience = patience;
    }

    /** The first offset of each partition that still exists. */
    Map<Integer, Long> beginnings() {
        Map<Integer, Long> beginnings = new HashMap<>();
        consumer.beginningOffsets(partitions())
                .forEach((partition, offset) -> beginnings.put(partition.partition(), offset));
        return beginnings;
    }

    /** The time of the oldest frame; empty if there is none. */
    Optional<Instant> oldest() {
        List<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Optional<Instant> oldest = Optional.empty();
        for (TopicPartition partition : partitions) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Optional<Instant> first =
                    next(partition, ends.get(partition) - 1).map(record -> Instant.ofEpochMilli(record.timestamp()));
            if (first.isPresent() && (oldest.isEmpty() || first.get().isBefore(oldest.get()))) {
                oldest = first;
            }
        }
        return oldest;
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new OperatorException(
                    "the topic " + topic + " does not exist; create it with: invigil topics create -c CONFIG");
        }
        return partitions;
    }

    /**
     * Copies the images of these frames into the store.
     *
     * @return the frames that were not copied, by id, with the reason
     * @throws TimeoutException when the broker does not answer within the patience
     * @throws IOException if the disk fails
     */
    Map<String, LeftOut> copy(Collection<FrameCandidate> frames, SnapshotStore store) throws IOException {
        Map<String, LeftOut> failed = new LinkedHashMap<>();
        Map<Integer, Long> beginnings = beginnings();
        Comparator<FrameCandidate> order = Comparator.comparing(
                        (FrameCandidate frame) -> frame.position().partition())
                .thenComparing(frame -> frame.position().offset());
        Optional<TopicPartition> assigned = Optional.empty();
        for (FrameCandidate frame : frames.stream().sorted(order).toList()) {
            RecordPosition position = frame.position();
            if (!exists(position, beginnings)) {
                failed.put(frame.id(), LeftOut.GONE);
                continue;
            }
            TopicPartition partition = new TopicPartition(topic, position.partition());
            if (!assigned.equals(Optional.of(partition))) {
                consumer.assign(List.of(partition));
                consumer.seek(partition, position.offset());
                assigned = Optional.of(partition);
            }
            Optional<ConsumerRecord<String, byte[]>> record = at(partition, position.offset());
            Optional<LeftOut> failure = record.isEmpty() ? Optional.of(LeftOut.GONE) : copy(record.get(), frame, store);
            failure.ifPresent(reason -> failed.put(frame.id(), reason));
        }
        return failed;
    }

    /** Whether a frame at this position can still be there. */
    boolean exists(RecordPosition position, Map<Integer, Long> beginnings) {
        return position.topic().equals(topic)
                && position.offset() >= beginnings.getOrDefault(position.partition(), Long.MAX_VALUE);
    }

    private Optional<ConsumerRecord<String, byte[]>> at(TopicPartition partition, long offset) {
        long gap = offset - consumer.position(partition);
        if (gap < 0 || gap > READ_OVER) {
            consumer.seek(partition, offset);
        }
        while (true) {
            Optional<ConsumerRecord<String, byte[]>> record = next(partition, offset);
            if (record.isEmpty() || record.get().offset() >= offset) {
                return record.filter(found -> found.offset() == offset);
            }
        }
    }

    /** The next record, if one comes before the position is past {@code last}. */
    private Optional<ConsumerRecord<String, byte[]>> next(TopicPartition partition, long last) {
        long begin = System.nanoTime();
        while (consumer.position(partition) <= last) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                return Optional.of(record);
            }
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw new TimeoutException("the topic " + topic + " could not be read at offset " + last
                        + " of partition " + partition.partition() + " within " + patience.toSeconds()
                        + " s. Check that the broker is running");
            }
        }
        return Optional.empty();
    }

    private Optional<LeftOut> copy(ConsumerRecord<String, byte[]> record, FrameCandidate frame, SnapshotStore store)
            throws IOException {
        Optional<String> problem = FrameCodec.decode(record)
                .fold(read -> mismatch(read.frame(), frame), malformed -> Optional.of(malformed.detail()));
        if (problem.isEmpty()) {
            try {
                if (frame.score().isEmpty()) {
                    // nobody has decoded it before
                    decoder.decode(record.value());
                }
                store.putImage(record.value());
                return Optional.empty();
            } catch (UnreadableImageException e) {
                problem = Optional.of(e.getMessage());
            }
        }
        LOG.warn(
                "frame {} at offset {} of partition {} of {} is not taken: {}",
                frame.id(),
                record.offset(),
                record.partition(),
                topic,
                problem.orElse(""));
        return Optional.of(LeftOut.UNREADABLE);
    }

    private static Optional<String> mismatch(Frame read, FrameCandidate frame) {
        if (!read.id().equals(frame.id())) {
            return Optional.of("the record is of the frame " + read.id());
        }
        String digest = Sha256.of(read.image());
        return digest.equals(frame.sha256())
                ? Optional.empty()
                : Optional.of("its image has the SHA-256 " + digest + ", but its verdict names " + frame.sha256());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
