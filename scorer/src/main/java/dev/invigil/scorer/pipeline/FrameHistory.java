// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameReading;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The latest frames of each assigned partition, used to detect duplicates. Poll thread only. */
final class FrameHistory {
    private static final Logger LOG = LoggerFactory.getLogger(FrameHistory.class);

    private final int window;
    private final Map<TopicPartition, RecentFrames> partitions = new HashMap<>();

    /** @param window number of frames remembered per partition; 0 disables the detection */
    FrameHistory(int window) {
        this.window = window;
    }

    /** @param metadata of the offset that the partition is read from */
    void assign(TopicPartition partition, String metadata) {
        partitions.put(partition, RecentFrames.restored(window, metadata == null ? "" : metadata));
    }

    void drop(Collection<TopicPartition> lost) {
        lost.forEach(partitions::remove);
    }

    /** For the offset {@code end} of the partition. */
    String metadata(TopicPartition partition, long end) {
        return partitions.get(partition).metadata(end);
    }

    /** The outcome of the record if a frame with its id was read before; otherwise remembers the record. */
    Optional<Outcome> duplicate(
            RecordRef ref, ConsumerRecord<String, byte[]> record, FrameReading reading, Instant now) {
        String id = FrameFailure.id(reading);
        Optional<Frame> frame = FrameFailure.frame(reading);
        return partitions
                .get(ref.partition())
                .add(ref.offset(), RecentFrames.Key.of(id, frame, record.value()))
                .map(earlier -> duplicate(ref, record, id, earlier, now));
    }

    private static Outcome duplicate(
            RecordRef ref,
            ConsumerRecord<String, byte[]> record,
            String id,
            RecentFrames.Earlier earlier,
            Instant now) {
        String where = earlier.offset().isPresent()
                ? "offset " + earlier.offset().getAsLong()
                : "an offset that an earlier scorer read";
        String detail = "the frame id \"" + id + "\" was already used at " + where + " of the same partition, with "
                + (earlier.sameContent()
                        ? "the same image, product, part and camera; "
                        : "a different image, product, part or camera; ")
                + (earlier.sameContent()
                        ? "the verdict of the first frame remains valid"
                        : "the verdict of the first frame remains valid and this frame was not inspected; give each frame a unique id");
        if (earlier.sameContent()) {
            LOG.info("{} is a duplicate: {}", FrameFailure.name(record, id), detail);
        } else {
            LOG.warn("{} is not inspected: {}", FrameFailure.name(record, id), detail);
        }
        return new Outcome.Duplicate(ref, record, earlier.sameContent(), detail, now);
    }
}
