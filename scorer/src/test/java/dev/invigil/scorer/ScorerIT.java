// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.deadletter.DeadLetter;
import dev.invigil.contracts.frame.FrameHeaders;
import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.topic.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(BrokerExtension.class)
@Timeout(180)
class ScorerIT {
    private static final String[] CAMERAS = {
        "cam-1", "cam-2", "cam-3", "cam-4", "cam-5", "cam-6", "cam-7", "cam-8", "cam-9", "cam-10"
    };

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<ScorerService> running = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (ScorerService scorer : running) {
            scorer.stop();
        }
        assertThat(failure).as("no scorer failed").hasValue(null);
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveExactlyOneVerdictPerFrameWhenAScorerIsHalted(ScorerProcess.Halt halt, TestBroker broker)
            throws Exception {
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        List<String> frames = line.send(0, 30, CAMERAS);

        assertThat(ScorerProcess.run(line, halt)).isEqualTo(ScorerProcess.HALTED);
        start(line, "second", () -> {});
        List<Verdict> verdicts = line.verdicts(read -> read.size() >= frames.size());

        assertExactlyOneEach(verdicts, frames);
        assertThat(byInstance(verdicts))
                .as("both have worked")
                .containsOnlyKeys(broker.prefix() + "first/cpu", broker.prefix() + "second/cpu");
    }

    @Test
    void shouldGiveExactlyOneVerdictPerFrameWhileScorersComeAndGo(TestBroker broker) throws Exception {
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        List<String> frames = new ArrayList<>(line.send(0, 20, CAMERAS));
        ScorerService first = start(line, "first", ScorerIT::work);
        line.verdicts(read -> read.size() >= 20);

        frames.addAll(line.send(20, 20, CAMERAS));
        start(line, "second", ScorerIT::work);
        int next = 40;
        // the group gives partitions to a scorer some time after its start; the first one may have scored all frames by
        // then
        while (!byInstance(line.verdicts(read -> read.size() >= frames.size()))
                .containsKey(broker.prefix() + "second/cpu")) {
            frames.addAll(line.send(next, 5, CAMERAS));
            next += 5;
        }

        frames.addAll(line.send(next, 20, CAMERAS));
        first.stop();
        running.remove(first);
        List<Verdict> verdicts = line.verdicts(read -> read.size() >= frames.size());

        assertExactlyOneEach(verdicts, frames);
    }

    @Test
    void shouldStopWithTheReasonWhenAnotherScorerHasItsName(TestBroker broker) throws Exception {
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        List<String> frames = new ArrayList<>(line.send(0, 5, CAMERAS));
        CompletableFuture<Throwable> stopped = new CompletableFuture<>();
        ScorerService first =
                line.scorer("twin", () -> new BrightnessModel(() -> {}), (service, cause) -> stopped.complete(cause));
        first.start();
        line.verdicts(read -> read.size() >= frames.size());

        start(line, "twin", () -> {});
        frames.addAll(line.send(5, 5, CAMERAS));
        List<Verdict> verdicts = line.verdicts(read -> read.size() >= frames.size());

        assertThat(stopped.get(30, TimeUnit.SECONDS))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("unique instance name");
        first.stop();
        assertExactlyOneEach(verdicts, frames);
    }

    @Test
    void shouldKeepItsPartitionsWhileTheNetworkStalls(TestBroker broker) throws Exception {
        ScorerLine line =
                ScorerLine.at(broker.bootstrapServers(), broker.prefix()).with("consumer.max.poll.interval.ms", "3000");
        AtomicInteger batches = new AtomicInteger();
        start(line, "only", () -> {
            if (batches.incrementAndGet() == 8) {
                LockSupport.parkNanos(7_000_000_000L);
            }
        });
        int warmUp = batches.get();
        List<String> frames = line.send(0, 20, "cam-a");
        List<Verdict> verdicts = line.verdicts(read -> read.size() >= frames.size());

        assertThat(warmUp).as("the stall comes within the frames").isLessThan(8);
        assertExactlyOneEach(verdicts, frames);
        double named = verdicts.stream()
                .mapToDouble(
                        verdict -> 1.0 / verdict.processingTimes().orElseThrow().batch())
                .sum();
        assertThat(batches.get() - warmUp)
                .as("every batch is named in verdicts: nothing was scored twice")
                .isEqualTo(Math.toIntExact(Math.round(named)));
    }

    @Test
    void shouldAnswerBadInputAmongGoodFramesAndGoOn(TestBroker broker) throws Exception {
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        byte[] good = ScorerLine.png(64, 48, 30);
        Map<UnscoredReason, ProducerRecord<String, byte[]>> bad = new EnumMap<>(UnscoredReason.class);
        bad.put(UnscoredReason.MISSING_HEADER, without(line.frame("cam-a", 1000, good), FrameHeaders.PRODUCT));
        bad.put(UnscoredReason.INVALID_HEADER, with(line.frame("cam-a", 1001, good), FrameHeaders.TIME, "yesterday"));
        bad.put(
                UnscoredReason.UNKNOWN_SCHEMA,
                with(line.frame("cam-a", 1002, good), FrameHeaders.TYPE, "dev.invigil.frame.v9"));
        bad.put(UnscoredReason.EMPTY, line.frame("cam-a", 1003, new byte[0]));
        bad.put(UnscoredReason.NOT_AN_IMAGE, line.frame("cam-a", 1004, "a text, not a picture".getBytes(UTF_8)));
        bad.put(UnscoredReason.TRUNCATED, line.frame("cam-a", 1005, Arrays.copyOf(good, good.length / 2)));
        bad.put(UnscoredReason.CORRUPT, line.frame("cam-a", 1006, corrupt(good)));
        bad.put(UnscoredReason.TOO_LARGE, line.frame("cam-a", 1007, ScorerLine.huge(good)));
        bad.put(
                UnscoredReason.DIGEST_MISMATCH,
                with(line.frame("cam-a", 1008, good), FrameHeaders.DIGEST, "0".repeat(64)));
        bad.put(
                UnscoredReason.UNKNOWN_PRODUCT,
                with(line.frame("cam-a", 1009, good), FrameHeaders.PRODUCT, "left-handed-bolt"));
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        int number = 0;
        for (ProducerRecord<String, byte[]> record : bad.values()) {
            records.add(line.frame("cam-a", number++, good));
            records.add(record);
        }
        records.add(line.frame("cam-a", number++, ScorerLine.png(64, 48, 255)));
        line.send(records);

        start(line, "only", () -> {});
        List<Verdict> verdicts = line.verdicts(read -> read.size() >= records.size());

        assertThat(verdicts).hasSize(records.size());
        assertThat(verdicts.stream()
                        .filter(verdict -> verdict.decision() == Decision.UNSCORED)
                        .map(verdict -> verdict.reason().orElseThrow()))
                .as("in the order of the frames")
                .containsExactlyElementsOf(bad.keySet());
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.decision() == Decision.PASS)
                .hasSize(bad.size());
        assertThat(verdicts.get(verdicts.size() - 1)).satisfies(last -> {
            assertThat(last.decision()).isEqualTo(Decision.REJECT);
            assertThat(last.regions()).hasSize(1);
            assertThat(last.map()).isPresent();
        });
        assertThat(line.records(Topic.MAPS, 1)).singleElement().satisfies(map -> assertThat(map.key())
                .isEqualTo("cam-a-" + (records.size() - 1 - bad.size())));
        Map<String, byte[]> dead = line.records(Topic.DEAD_LETTERS, bad.size()).stream()
                .collect(Collectors.toMap(
                        record ->
                                DeadLetter.from(record.headers()).orElseThrow().reason(),
                        record -> record.value()));
        assertThat(dead).hasSize(bad.size());
        bad.forEach((reason, record) -> assertThat(dead.get(reason.name())).isEqualTo(record.value()));
    }

    @Test
    void shouldGiveAFrameThatWasSentTwiceOneVerdictAlsoAcrossARestart(TestBroker broker) throws Exception {
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        ProducerRecord<String, byte[]> frame = line.frame("cam-a", 0, ScorerLine.png(16, 16, 10));
        line.send(List.of(frame, frame));
        line.send(1, 1, "cam-a");
        ScorerService first = start(line, "first", () -> {});
        line.verdicts(read -> read.size() >= 2);
        first.stop();
        running.remove(first);

        line.send(List.of(frame));
        line.send(List.of(line.frame("cam-a", 0, ScorerLine.png(16, 16, 255))));
        line.send(2, 1, "cam-a");
        start(line, "second", () -> {});
        List<Verdict> verdicts = line.verdicts(read -> read.size() >= 3);

        assertThat(verdicts).extracting(Verdict::frameId).containsExactly("cam-a-0", "cam-a-1", "cam-a-2");
        assertThat(line.records(Topic.DEAD_LETTERS, 1))
                .as("the same id on another image")
                .singleElement()
                .satisfies(letter -> assertThat(
                                DeadLetter.from(letter.headers()).orElseThrow().reason())
                        .isEqualTo("DUPLICATE_ID"));
    }

    private ScorerService start(ScorerLine line, String instance, Runnable beforeBatch) throws InterruptedException {
        ScorerService scorer =
                line.scorer(instance, () -> new BrightnessModel(beforeBatch), (service, cause) -> failure.set(cause));
        scorer.start();
        running.add(scorer);
        return scorer;
    }

    /** A batch takes its time, so that scorers meet while there is work. */
    private static void work() {
        LockSupport.parkNanos(20_000_000);
    }

    private static void assertExactlyOneEach(List<Verdict> verdicts, List<String> frames) {
        assertThat(verdicts).extracting(Verdict::frameId).containsExactlyInAnyOrderElementsOf(frames);
        Map<String, List<Long>> sequences = verdicts.stream()
                .collect(Collectors.groupingBy(
                        Verdict::camera,
                        TreeMap::new,
                        Collectors.mapping(verdict -> verdict.sequence().orElseThrow(), Collectors.toList())));
        assertThat(sequences.values()).as("in each camera's order").allSatisfy(numbers -> assertThat(numbers)
                .isSorted());
    }

    private static Map<String, Long> byInstance(List<Verdict> verdicts) {
        return verdicts.stream()
                .map(Verdict::instance)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static ProducerRecord<String, byte[]> without(ProducerRecord<String, byte[]> record, String header) {
        record.headers().remove(header);
        return record;
    }

    private static ProducerRecord<String, byte[]> with(
            ProducerRecord<String, byte[]> record, String header, String value) {
        record.headers().remove(header).add(header, value.getBytes(UTF_8));
        return record;
    }

    private static byte[] corrupt(byte[] png) {
        byte[] corrupt = png.clone();
        corrupt[corrupt.length / 2] ^= 0x10;
        return corrupt;
    }
}
