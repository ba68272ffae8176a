// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.threshold;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The newest verdicts with a score.
 *
 * @param verdicts newest first
 */
public record RecentVerdicts(List<Verdict> verdicts) {
    private static final int PER_PARTITION = 500;
    private static final Duration POLL = Duration.ofMillis(200);

    public RecentVerdicts {
        verdicts = List.copyOf(verdicts);
    }

    /** Reads the last few hundred of each partition, for so long at most. */
    static RecentVerdicts read(Consumer<String, byte[]> consumer, String topic, Duration patience) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        ends.forEach(
                (partition, end) -> consumer.seek(partition, Math.max(beginnings.get(partition), end - PER_PARTITION)));
        List<Verdict> scored = new ArrayList<>();
        long begin = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())
                && System.nanoTime() - begin < patience.toNanos()) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (VerdictCodec.decode(record.value()) instanceof Reading.Accepted<Verdict> accepted
                        && accepted.value().threshold().isPresent()) {
                    scored.add(accepted.value());
                }
            }
        }
        scored.sort(Comparator.comparing(Verdict::creationTime).reversed());
        return new RecentVerdicts(scored);
    }

    /** The newest one of a product, at a camera when one is named. */
    public Optional<Verdict> newest(String product, Optional<String> camera) {
        return verdicts.stream()
                .filter(verdict -> verdict.productId().filter(product::equals).isPresent())
                .filter(verdict -> camera.map(verdict.camera()::equals).orElse(true))
                .findFirst();
    }
}
