// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.deadletter.DeadLetter;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.Topic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records as a broken or hostile client may send them: each gets its one answer, and the scorer goes on. */
@ExtendWith(BrokerExtension.class)
@Timeout(180)
class MutatedRecordsIT {
    private static final int RECORDS = 500;
    private static final String[] TEXTS = {
        "",
        " ",
        "\0",
        "..",
        "/",
        "/a/b/c",
        "%",
        "/%/%zz",
        "-1",
        "9223372036854775807",
        "99999999999999999999",
        "NaN",
        "2400-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z",
        "+999999999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "\uD83D\uDE00".repeat(40),
        "\u202Eabc",
        "x".repeat(199),
        "x".repeat(2000),
        "{\"json\": true}"
    };

    @Test
    void shouldAnswerEachMutatedRecordOnceAndGoOn(TestBroker broker) throws Exception {
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        Random random = new Random(20261127);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int number = 0; number < RECORDS; number++) {
            records.add(mutated(line, number, random));
        }
        Set<RecordPosition> sent = send(line, records);
        List<String> good = new ArrayList<>();
        List<ProducerRecord<byte[], byte[]>> last = new ArrayList<>();
        for (int partition = 0; partition < line.topics().partitions(); partition++) {
            ProducerRecord<String, byte[]> frame = line.frame("cam-a", RECORDS + partition, ScorerLine.png(16, 16, 10));
            good.add("cam-a-" + (RECORDS + partition));
            last.add(new ProducerRecord<>(
                    frame.topic(), partition, frame.key().getBytes(UTF_8), frame.value(), frame.headers()));
        }
        send(line, last);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        ScorerService scorer =
                line.scorer("only", () -> new BrightnessModel(() -> {}), (service, cause) -> failure.set(cause));

        scorer.start();
        List<Verdict> verdicts = line.verdicts(read -> read.stream()
                        .filter(verdict -> good.contains(verdict.frameId()))
                        .count()
                == good.size());
        scorer.stop();

        assertThat(failure).as("the scorer went on").hasValue(null);
        Set<RecordPosition> answered =
                verdicts.stream().map(Verdict::position).collect(Collectors.toCollection(HashSet::new));
        assertThat(answered).as("one verdict for each record").hasSameSizeAs(verdicts);
        assertThat(verdicts)
                .as("one verdict for each frame id")
                .extracting(Verdict::frameId)
                .doesNotHaveDuplicates();
        long unscored = verdicts.stream()
                .filter(verdict -> verdict.decision() == Decision.UNSCORED)
                .count();
        List<DeadLetter> letters = line.records(Topic.DEAD_LETTERS, (int) unscored).stream()
                .map(record -> DeadLetter.from(record.headers()).orElseThrow())
                .toList();
        letters.stream()
                .filter(letter -> letter.reason().equals("DUPLICATE_ID"))
                .map(DeadLetter::source)
                .forEach(answered::add);
        assertThat(unscored).as("the mutations are mutations").isGreaterThan(RECORDS / 4);
        assertThat(letters)
                .filteredOn(letter -> !letter.reason().equals("DUPLICATE_ID"))
                .hasSize((int) unscored);
        assertThat(answered).as("nothing is left without an answer").containsAll(sent);
    }

    private static ProducerRecord<byte[], byte[]> mutated(ScorerLine line, int number, Random random) {
        String camera = "cam-" + (char) ('a' + random.nextInt(3));
        ProducerRecord<String, byte[]> frame = line.frame(camera, number, ScorerLine.png(16, 16, random.nextInt(200)));
        byte[] key = frame.key().getBytes(UTF_8);
        byte[] value = frame.value();
        Long timestamp = null;
        List<Header> headers = new ArrayList<>(List.of(frame.headers().toArray()));
        int mutations = 1 + random.nextInt(3);
        for (int i = 0; i < mutations; i++) {
            switch (random.nextInt(8)) {
                case 0 -> headers.remove(random.nextInt(headers.size()));
                case 1 -> {
                    int index = random.nextInt(headers.size());
                    headers.set(
                            index,
                            new RecordHeader(
                                    headers.get(index).key(), TEXTS[random.nextInt(TEXTS.length)].getBytes(UTF_8)));
                }
                case 2 -> {
                    byte[] noise = new byte[random.nextInt(60)];
                    random.nextBytes(noise);
                    int index = random.nextInt(headers.size());
                    headers.set(index, new RecordHeader(headers.get(index).key(), noise));
                }
                case 3 -> {
                    int index = random.nextInt(headers.size());
                    headers.set(index, new RecordHeader(headers.get(index).key(), null));
                }
                case 4 -> headers.add(headers.get(random.nextInt(headers.size())));
                case 5 -> key = random.nextBoolean() ? null : TEXTS[random.nextInt(TEXTS.length)].getBytes(UTF_8);
                case 6 -> value = mutatedValue(value, random);
                default -> timestamp = new long[] {0, 1, 4102444800L, System.currentTimeMillis()}[random.nextInt(4)];
            }
        }
        return new ProducerRecord<>(frame.topic(), null, timestamp, key, value, headers);
    }

    private static byte[] mutatedValue(byte[] value, Random random) {
        if (value == null || value.length == 0 || random.nextInt(6) == 0) {
            return random.nextBoolean() ? null : new byte[0];
        }
        byte[] changed = value.clone();
        for (int i = 0; i < 5; i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        return changed;
    }

    private static Set<RecordPosition> send(ScorerLine line, List<ProducerRecord<byte[], byte[]>> records)
            throws Exception {
        Set<RecordPosition> positions = new LinkedHashSet<>();
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                new KafkaClients(
                                KafkaSettings.of(line.kafka().bootstrapServers()),
                                line.topics().frameLimit())
                        .producer("mutants"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent =
                    records.stream().map(producer::send).toList();
            for (Future<RecordMetadata> one : sent) {
                RecordMetadata at = one.get();
                positions.add(new RecordPosition(at.topic(), at.partition(), at.offset()));
            }
        }
        return positions;
    }
}
