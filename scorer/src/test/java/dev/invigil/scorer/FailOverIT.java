// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.broker.BrokerProcess;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of one of two scorers, again and again, while frames come. Each frame has one verdict; how long a camera was without
 * verdicts is printed and stands in {@code target/fail-over.txt}, and is only a measurement on a quiet machine:
 * {@code scripts/measure-fail-over}. {@value #ROUNDS} says how often.
 */
@Timeout(1800)
@EnabledIfSystemProperty(
        named = FailOverIT.ROUNDS,
        matches = "[0-9]+",
        disabledReason = "a measurement for a quiet machine; scripts/measure-fail-over runs it")
class FailOverIT {
    static final String ROUNDS = "invigil.fail-over.rounds";

    private static final String[] CAMERAS = {"cam-1", "cam-2", "cam-3", "cam-4", "cam-5", "cam-6"};
    private static final long PACE_NANOS = Duration.ofMillis(10).toNanos();
    private static final Duration SILENCE = Duration.ofSeconds(90);

    private record Seen(String frameId, String camera, String instance, long atNanos) {}

    private final BlockingQueue<Seen> arrivals = new LinkedBlockingQueue<>();
    private final Map<String, Long> lastVerdict = new HashMap<>();
    private final List<String> verdicts = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private volatile boolean sending = true;
    private volatile boolean reading = true;

    @Test
    void shouldGoOnWithinSecondsWhenOneOfTwoScorersIsKilled(@TempDir Path directory) throws Exception {
        int rounds = Integer.getInteger(ROUNDS);
        List<Double> seconds = new ArrayList<>();
        Map<String, Process> scorers = new HashMap<>();
        try (BrokerProcess broker = BrokerProcess.start(directory, 0)) {
            ScorerLine line = ScorerLine.at(broker.bootstrapServers(), "fail-over.");
            Thread reader = new Thread(() -> read(line), "reader");
            Thread sender = new Thread(() -> send(line), "cameras");
            try {
                for (String instance : List.of("a", "b")) {
                    scorers.put(instance, HaltingScorer.start(line, instance));
                }
                reader.start();
                sender.start();
                for (int round = 0; round < rounds; round++) {
                    awaitBoth();
                    String victim = round % 2 == 0 ? "a" : "b";
                    seconds.add(kill(scorers.get(victim)));
                    System.out.printf(
                            Locale.ROOT, "fail-over %d of %d: %.1f s%n", round + 1, rounds, seconds.get(round));
                    scorers.put(victim, HaltingScorer.start(line, victim));
                }
                sending = false;
                sender.join();
                while (verdicts.size() < sent.size()) {
                    next();
                }
            } finally {
                sending = false;
                sender.join();
                reading = false;
                reader.join();
                scorers.values().forEach(Process::destroyForcibly);
                for (Process scorer : scorers.values()) {
                    scorer.waitFor();
                }
            }
        }
        arrivals.forEach(late -> verdicts.add(late.frameId()));
        assertThat(verdicts).as("one verdict for each frame").containsExactlyInAnyOrderElementsOf(sent);
        report(seconds);
    }

    /** Kills, and returns the longest time that a camera was without verdicts. */
    private double kill(Process scorer) throws InterruptedException {
        long killed = System.nanoTime();
        scorer.destroyForcibly();
        scorer.waitFor();
        int sentBefore;
        synchronized (sent) {
            sentBefore = sent.size();
        }
        Map<String, Long> before = new HashMap<>(lastVerdict);
        Set<String> silent = new HashSet<>(Set.of(CAMERAS));
        double longest = 0;
        while (!silent.isEmpty()) {
            Seen seen = next();
            long previous = before.getOrDefault(seen.camera(), killed);
            if (seen.atNanos() > killed) {
                longest = Math.max(longest, (seen.atNanos() - Math.max(previous, killed)) / 1e9);
            }
            before.put(seen.camera(), seen.atNanos());
            if (number(seen.frameId()) >= sentBefore) {
                silent.remove(seen.camera());
            }
        }
        return longest;
    }

    private void awaitBoth() throws InterruptedException {
        Set<String> working = new HashSet<>();
        while (working.size() < 2) {
            working.add(next().instance());
        }
    }

    private Seen next() throws InterruptedException {
        Seen seen = arrivals.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(seen).as("a verdict within " + SILENCE.toSeconds() + " s").isNotNull();
        verdicts.add(seen.frameId());
        lastVerdict.put(seen.camera(), seen.atNanos());
        return seen;
    }

    private void send(ScorerLine line) {
        try (Producer<String, byte[]> producer = new KafkaProducer<>(
                new KafkaClients(
                                KafkaSettings.of(line.kafka().bootstrapServers()),
                                line.topics().frameLimit())
                        .producer("cameras"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            byte[] image = ScorerLine.png(16, 16, 10);
            for (int number = 0; sending; number++) {
                String camera = CAMERAS[number % CAMERAS.length];
                var unused = producer.send(line.frame(camera, number, image));
                synchronized (sent) {
                    sent.add(camera + "-" + number);
                }
                LockSupport.parkNanos(PACE_NANOS);
            }
        }
    }

    private void read(ScorerLine line) {
        try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        line.kafka().bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "fetch.max.wait.ms",
                        "20"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(consumer.partitionsFor(line.topics().name(Topic.VERDICTS)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
            while (reading) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                    Verdict verdict = ((Reading.Accepted<Verdict>) VerdictCodec.decode(record.value())).value();
                    arrivals.add(new Seen(verdict.frameId(), verdict.camera(), verdict.instance(), System.nanoTime()));
                }
            }
        }
    }

    private static int number(String frameId) {
        return Integer.parseInt(frameId.substring(frameId.lastIndexOf('-') + 1));
    }

    private static void report(List<Double> seconds) throws IOException {
        List<Double> sorted = seconds.stream().sorted().toList();
        String table = String.format(
                Locale.ROOT,
                "kill -9 of one of two scorers, %d times: a camera was without verdicts for %.1f s (median), %.1f s (worst)%n",
                sorted.size(),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1));
        System.out.print(table);
        Files.writeString(Path.of("target", "fail-over.txt"), table);
    }
}
