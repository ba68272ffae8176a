// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.image;

import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TopicReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Searches the verdicts topic, newest records only. One search at a time. */
public final class VerdictSearch {
    /** So many verdicts of each partition are searched, the newest ones. */
    public static final long SEARCHED = 20_000;

    /** The most verdicts that a search finds. */
    public static final int FOUND = 50;

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final String verdicts;
    private final Semaphore running = new Semaphore(1);

    /**
     * @param consumers opens a consumer of committed records, in no group
     * @param verdicts the name of the verdicts topic
     */
    public VerdictSearch(Supplier<Consumer<String, byte[]>> consumers, String verdicts) {
        this.consumers = consumers;
        this.verdicts = verdicts;
    }

    /**
     * Verdicts that match, latest first; empty while another search is running.
     *
     * @throws org.apache.kafka.common.KafkaException when the broker does not answer
     */
    public Optional<List<Verdict>> find(Predicate<Verdict> wanted) {
        if (!running.tryAcquire()) {
            return Optional.empty();
        }
        try {
            Deque<Verdict> found = new ArrayDeque<>();
            try (TopicReader reader = new TopicReader(
                    consumers.get(),
                    List.of(verdicts),
                    record -> take(record, wanted, found),
                    TopicReader.Options.patient(PATIENCE).withNewest(SEARCHED).unlogged())) {
                reader.readToEnd();
            }
            List<Verdict> latest = new ArrayList<>(found);
            latest.sort(Comparator.comparing(Verdict::creationTime).reversed());
            return Optional.of(latest);
        } finally {
            running.release();
        }
    }

    private static Optional<RecordProblem> take(
            ConsumerRecord<String, byte[]> record, Predicate<Verdict> wanted, Deque<Verdict> found) {
        return VerdictCodec.decode(record.value())
                .fold(
                        verdict -> {
                            if (wanted.test(verdict)) {
                                found.addLast(verdict);
                                if (found.size() > FOUND) {
                                    found.removeFirst();
                                }
                            }
                            return Optional.empty();
                        },
                        refused ->
                                Optional.of(new RecordProblem(refused.refusal().name(), refused.detail())));
    }
}
