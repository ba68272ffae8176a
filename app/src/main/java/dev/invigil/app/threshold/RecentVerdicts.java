// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.threshold;

import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The newest verdicts with a score.
 *
 * @param verdicts newest first
 */
public record RecentVerdicts(List<Verdict> verdicts) {
    private static final int PER_PARTITION = 500;

    public RecentVerdicts {
        verdicts = List.copyOf(verdicts);
    }

    /**
     * Reads the last few hundred of each partition and closes the consumer.
     *
     * @param patience for how long the broker may fail to answer
     * @throws org.apache.kafka.common.errors.TimeoutException when it does not answer
     */
    static RecentVerdicts read(Consumer<String, byte[]> consumer, String topic, Duration patience) {
        List<Verdict> scored = new ArrayList<>();
        try (TopicReader reader = new TopicReader(
                consumer,
                List.of(topic),
                record -> take(record, scored),
                TopicReader.Options.patient(patience).withNewest(PER_PARTITION))) {
            reader.readToEnd();
        }
        scored.sort(Comparator.comparing(Verdict::creationTime).reversed());
        return new RecentVerdicts(scored);
    }

    private static Optional<RecordProblem> take(ConsumerRecord<String, byte[]> record, List<Verdict> scored) {
        return VerdictCodec.decode(record.value())
                .fold(
                        verdict -> {
                            if (verdict.threshold().isPresent()) {
                                scored.add(verdict);
                            }
                            return Optional.empty();
                        },
                        refused ->
                                Optional.of(new RecordProblem(refused.refusal().name(), refused.detail())));
    }

    /** The newest one of a product, at a camera when one is named. */
    public Optional<Verdict> newest(String product, Optional<String> camera) {
        return verdicts.stream()
                .filter(verdict -> verdict.productId().filter(product::equals).isPresent())
                .filter(verdict -> camera.map(verdict.camera()::equals).orElse(true))
                .findFirst();
    }

    /** The products that the verdicts name. */
    public NavigableSet<String> products() {
        NavigableSet<String> products = new TreeSet<>();
        verdicts.forEach(verdict -> verdict.productId().ifPresent(products::add));
        return products;
    }

    /** The cameras that have seen a product. */
    public NavigableSet<String> cameras(String product) {
        NavigableSet<String> cameras = new TreeSet<>();
        verdicts.stream()
                .filter(verdict -> verdict.productId().filter(product::equals).isPresent())
                .forEach(verdict -> cameras.add(verdict.camera()));
        return cameras;
    }
}
