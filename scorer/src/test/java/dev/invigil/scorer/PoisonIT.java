// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.deadletter.DeadLetter;
import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.kit.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
@Timeout(180)
class PoisonIT {
    private static final String[] CAMERAS = {"cam-1", "cam-2", "cam-3", "cam-4", "cam-5"};

    /** A process that is started again whenever it ends, as systemd or Docker do. */
    private static final class Supervised implements AutoCloseable {
        private final AtomicBoolean stopping = new AtomicBoolean();
        private final AtomicInteger halts = new AtomicInteger();
        private final Thread thread;
        private volatile Process process;

        Supervised(ScorerLine line, String instance) {
            thread = new Thread(() -> supervise(line, instance), "supervisor-" + instance);
            thread.start();
        }

        private void supervise(ScorerLine line, String instance) {
            try {
                while (!stopping.get()) {
                    process = HaltingScorer.start(line, instance);
                    if (process.waitFor() == HaltingScorer.HALTED) {
                        halts.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        int halts() {
            return halts.get();
        }

        @Override
        public void close() {
            stopping.set(true);
            while (thread.isAlive()) {
                Process running = process;
                if (running != null) {
                    running.destroyForcibly().onExit().join();
                }
            }
        }
    }

    @Test
    void shouldSkipAFrameThatEndsTheProcessAndScoreEveryOther(TestBroker broker) throws Exception {
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        List<String> frames = new ArrayList<>(line.send(0, 10, CAMERAS));
        ProducerRecord<String, byte[]> deadly = line.frame("cam-3", 10, ScorerLine.png(16, 16, HaltingScorer.DEADLY));
        line.send(List.of(deadly));
        frames.add("cam-3-10");
        frames.addAll(line.send(11, 10, CAMERAS));

        int halts;
        List<Verdict> verdicts;
        try (Supervised first = new Supervised(line, "first");
                Supervised second = new Supervised(line, "second")) {
            verdicts = line.verdicts(read -> read.size() >= frames.size());
            halts = first.halts() + second.halts();
        }

        assertThat(verdicts).extracting(Verdict::frameId).containsExactlyInAnyOrderElementsOf(frames);
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.reason().isPresent())
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict.frameId()).isEqualTo("cam-3-10");
                    assertThat(verdict.reason()).contains(UnscoredReason.POISON);
                });
        assertThat(halts).as("once with others, once alone").isEqualTo(2);
        assertThat(line.records(Topic.DEAD_LETTERS, 1)).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(deadly.value());
            assertThat(DeadLetter.from(letter.headers()).orElseThrow().reason()).isEqualTo("POISON");
        });
    }
}
