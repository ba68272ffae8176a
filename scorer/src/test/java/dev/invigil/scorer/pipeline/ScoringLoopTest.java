// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.contracts.deadletter.DeadLetter;
import dev.invigil.contracts.frame.FrameHeaders;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.config.DataSize;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScoringLoopTest {
    private static final String FRAMES = "invigil.frames";
    private static final TopicPartition ZERO = new TopicPartition(FRAMES, 0);
    private static final TopicPartition ONE = new TopicPartition(FRAMES, 1);
    private static final long WINDOW_NANOS = Duration.ofMillis(100).toNanos();

    /** Stages that keep every frame until the test finishes it. */
    private static final class HeldFrames implements FramePipeline {
        final List<Accepted> held = new ArrayList<>();

        @Override
        public void submit(Accepted frame) {
            held.add(frame);
        }

        @Override
        public void close() {
            held.clear();
        }
    }

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
                @Override
                public void commitTransaction() {
                    now += commitNanos;
                    super.commitTransaction();
                }
            };
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final HeldFrames stages = new HeldFrames();
    private final CompletionQueue completions = new CompletionQueue();
    private final InFlight inFlight = new InFlight();
    private final FakeNotes notes = new FakeNotes();
    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
    private long now = 1_000_000;
    private long commitNanos = Duration.ofMillis(10).toNanos();
    private final DeviceWatch watch = new DeviceWatch(
            new DeviceWatch.Limits(Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(600)),
            () -> now);
    private final ScoringLoop loop = new ScoringLoop(
            consumer,
            new TransactionWindow(
                    producer,
                    new OutcomeRecords("invigil.", "scorer-1/cpu", DataSize.mebibytes(1)),
                    new TransactionWindow.Settings(
                            Duration.ofNanos(WINDOW_NANOS), Duration.ofSeconds(60), Duration.ofSeconds(3)),
                    () -> now,
                    clock),
            stages,
            completions,
            inFlight,
            new WorkJournal(notes),
            new FrameHistory(100),
            new LoadLimit(4, 1 << 20),
            new ScorerMetrics(registry),
            watch,
            () -> now,
            clock);

    @BeforeEach
    void joinWithTwoPartitions() {
        loop.subscribe(FRAMES);
        consumer.rebalance(List.of(ZERO, ONE));
        consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
    }

    @Test
    void shouldNotBeReadyWhileTheOldestFrameIsInFlightForTooLong() {
        arrive(ZERO, 0);
        turn();
        now += Duration.ofSeconds(40).toNanos();
        arrive(ONE, 0);
        turn();
        assertThat(watch.readyProblem()).isEmpty();

        now += Duration.ofSeconds(21).toNanos();
        assertThat(watch.readyProblem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("scorer.frame-age-limit of 60.0 s"));

        finishAll();
        turn();
        assertThat(watch.readyProblem()).as("all is committed").isEmpty();
    }

    @Test
    void shouldReportTheRecordsThatItHasNotRead() {
        consumer.updateEndOffsets(Map.of(ZERO, 5L, ONE, 0L));
        arrive(ZERO, 0, 1);
        turn();
        assertThat(lag()).isEqualTo(Map.of("0", 3.0, "1", 0.0));

        arrive(ZERO, 2, 3, 4);
        now += Duration.ofSeconds(1).toNanos();
        turn();
        assertThat(lag()).as("all is read").isEqualTo(Map.of("0", 0.0, "1", 0.0));

        consumer.rebalance(List.of(ONE));
        turn();
        assertThat(lag()).as("a partition of another scorer").containsOnlyKeys("1");
    }

    private Map<String, Double> lag() {
        Map<String, Double> lag = new TreeMap<>();
        registry.scrape("invigil_scorer_lag_records"::equals).stream()
                .flatMap(metric -> ((GaugeSnapshot) metric).getDataPoints().stream())
                .forEach(point -> lag.put(point.getLabels().get("partition"), point.getValue()));
        return lag;
    }

    @Test
    void shouldCommitVerdictsAndOffsetsInOneTransaction() {
        arrive(ZERO, 0, 1);
        arrive(ONE, 0);
        turn();
        finishAll();
        turn();

        assertThat(verdicts()).extracting(Verdict::frameId).containsExactlyInAnyOrder("0-0", "0-1", "1-0");
        assertThat(producer.consumerGroupOffsetsHistory()).singleElement().satisfies(groups -> assertThat(
                        groups.values().iterator().next())
                .extracting(offsets -> offsets.get(ZERO).offset(), offsets -> offsets.get(ONE)
                        .offset())
                .containsExactly(2L, 1L));
        assertThat(inFlight.frames()).isZero();
    }

    @Test
    void shouldKeepTheOrderOfACameraWhenFramesFinishOutOfOrder() {
        arrive(ZERO, 0, 1, 2);
        turn();
        finish(2);
        finish(1);
        turn();
        assertThat(verdicts()).as("the first frame is still worked on").isEmpty();

        finish(0);
        turn();
        assertThat(verdicts()).extracting(Verdict::frameId).containsExactly("0-0", "0-1", "0-2");
    }

    @Test
    void shouldGatherWhatFinishesWithinAWindow() {
        arrive(ZERO, 0, 1, 2);
        turn();
        finish(0);
        turn();
        assertThat(producer.commitCount())
                .as("after a quiet spell nothing waits")
                .isEqualTo(1);

        finish(1);
        loop.turn();
        finish(2);
        loop.turn();
        assertThat(producer.commitCount()).isEqualTo(1);

        turn();
        assertThat(producer.commitCount()).isEqualTo(2);
        assertThat(verdicts()).hasSize(3);
    }

    @Test
    void shouldPauseAtTheLimitAndKeepPollingThroughATenMinuteStall() {
        arrive(ZERO, 0, 1, 2, 3);
        turn();
        assertThat(consumer.paused()).containsExactlyInAnyOrder(ZERO, ONE);

        arrive(ZERO, 4, 5);
        for (int i = 0; i < 6000; i++) {
            turn(); // each of 100 ms: none of them waits for the network, or this test would hang
        }
        assertThat(stages.held).as("nothing more was taken meanwhile").hasSize(4);

        finishAll();
        turn();
        assertThat(consumer.paused()).isEmpty();
        turn();
        finishAll();
        turn();
        assertThat(verdicts()).extracting(Verdict::frameId).containsExactly("0-0", "0-1", "0-2", "0-3", "0-4", "0-5");
    }

    @Test
    void shouldPausePartitionsThatComeWhileItIsPaused() {
        arrive(ZERO, 0, 1, 2, 3);
        turn();

        TopicPartition two = new TopicPartition(FRAMES, 2);
        consumer.updateBeginningOffsets(Map.of(two, 0L));
        consumer.rebalance(List.of(ZERO, ONE, two));
        turn();

        assertThat(inFlight.frames()).isEqualTo(4);
        assertThat(consumer.paused()).contains(two);
    }

    @Test
    void shouldCommitWhatIsDoneAndDropTheRestWhenAPartitionIsRevoked() {
        arrive(ZERO, 0, 1);
        arrive(ONE, 0);
        turn();
        finish(0);

        consumer.rebalance(List.of(ONE));
        assertThat(verdicts()).extracting(Verdict::frameId).containsExactly("0-0");

        finishAll();
        turn();
        assertThat(verdicts())
                .as("0-1 is the next owner's")
                .extracting(Verdict::frameId)
                .containsExactly("0-0", "1-0");
    }

    @Test
    void shouldNotCommitResultsOfAnEarlierAssignment() {
        arrive(ZERO, 0);
        turn();
        Accepted before = stages.held.get(0);
        consumer.rebalance(List.of());
        consumer.rebalance(List.of(ZERO));
        consumer.seek(ZERO, 0);
        arrive(ZERO, 0);
        turn();

        completions.add(List.of(Outcomes.refused(before.ref())));
        turn();
        assertThat(verdicts()).isEmpty();

        completions.add(List.of(Outcomes.refused(stages.held.get(1).ref())));
        turn();
        assertThat(verdicts()).hasSize(1);
    }

    @Test
    void shouldTryTheSameResultsAgainAfterAnAbort() {
        arrive(ZERO, 0);
        turn();
        finishAll();
        producer.commitTransactionException = new KafkaException("the group is rebalancing");
        turn();
        assertThat(verdicts()).isEmpty();
        assertThat(producer.transactionAborted()).isTrue();

        producer.commitTransactionException = null;
        turn();
        assertThat(verdicts()).hasSize(1);
        assertThat(producer.consumerGroupOffsetsHistory()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource
    void shouldNotUseAProducerAgainWhoseAnswerTellsNothing(RuntimeException answer) {
        arrive(ZERO, 0);
        turn();
        finishAll();
        producer.commitTransactionException = answer;

        assertThatThrownBy(this::turn).isInstanceOf(ProducerLostException.class);
        assertThat(producer.transactionAborted()).as("it may have happened").isFalse();
    }

    static List<RuntimeException> shouldNotUseAProducerAgainWhoseAnswerTellsNothing() {
        return List.of(
                new TimeoutException("no answer"),
                new InvalidTxnStateException("the transaction is over"),
                new IllegalStateException("invalid transition"));
    }

    @Test
    void shouldGoBackWhenTheBrokerEndedASlowTransaction() {
        arrive(ZERO, 0);
        turn();
        finishAll();
        commitNanos = Duration.ofSeconds(4).toNanos();
        producer.commitTransactionException = new ProducerFencedException("newer epoch");

        assertThatThrownBy(this::turn).isInstanceOf(ProducerLostException.class);
    }

    @Test
    void shouldGiveAFrameThatWasSentTwiceOneVerdict() {
        arrive(ZERO, "f-1", new byte[] {1}, 0);
        arrive(ZERO, "f-1", new byte[] {1}, 1);
        arrive(ZERO, "f-1", new byte[] {2}, 2);
        turn();
        assertThat(stages.held).hasSize(1);
        finishAll();
        turn();

        assertThat(verdicts()).extracting(Verdict::frameId).containsExactly("f-1");
        assertThat(records("invigil.dead-letters"))
                .filteredOn(letter -> letter.headers().lastHeader("ce_id") != null)
                .as("another image")
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.value()).containsExactly(2);
                    assertThat(DeadLetter.from(letter.headers()).orElseThrow().reason())
                            .isEqualTo("DUPLICATE_ID");
                    assertThat(DeadLetter.from(letter.headers()).orElseThrow().detail())
                            .contains("offset 0");
                });
        assertThat(inFlight.frames()).as("all three are committed").isZero();
    }

    @Test
    void shouldKnowTheFramesOfTheScorerBeforeByTheCommittedMetadata() {
        arrive(ZERO, "f-1", new byte[] {1}, 0);
        turn();
        finishAll();
        turn();
        Map<TopicPartition, OffsetAndMetadata> committed = producer.consumerGroupOffsetsHistory()
                .get(0)
                .values()
                .iterator()
                .next();

        consumer.commitSync(committed);
        consumer.rebalance(List.of());
        consumer.rebalance(List.of(ZERO));
        arrive(ZERO, "f-1", new byte[] {1}, 1);
        turn();
        turn();

        assertThat(stages.held).isEmpty();
        assertThat(verdicts()).hasSize(1);
        assertThat(inFlight.frames()).isZero();
    }

    @Test
    void shouldNoteHowFarItMayComeBeforeItHandsFramesOut() {
        arrive(ZERO, 0, 1);
        turn();

        assertThat(stages.held).hasSize(2);
        assertThat(notes.kept.get(ZERO).end()).isEqualTo(1 + WorkJournal.AHEAD);
        assertThat(notes.writes).as("one note for all").isEqualTo(1);
    }

    @Test
    void shouldTryAloneWhatAScorerBeforeMayHaveDiedOf() {
        consumer.rebalance(List.of());
        notes.kept.put(ZERO, WorkNote.upTo(2));
        consumer.rebalance(List.of(ZERO, ONE));
        arrive(ZERO, 0, 1, 2);
        arrive(ONE, 0);
        turn();
        assertThat(stages.held).extracting(frame -> frame.ref().offset()).containsExactly(0L);
        assertThat(notes.kept.get(ZERO).alone()).hasValue(0);

        turn();
        assertThat(stages.held).as("it is not finished").hasSize(1);
        finishAll();
        turn();
        assertThat(stages.held).extracting(frame -> frame.ref().offset()).containsExactly(1L);
        finishAll();
        turn();

        assertThat(stages.held).as("the others together").hasSize(2);
        assertThat(notes.kept.get(ZERO).alone()).isEmpty();
        finishAll();
        turn();
        assertThat(verdicts()).hasSize(4);
    }

    @Test
    void shouldSkipWhatAScorerBeforeDiedOfAlone() {
        consumer.rebalance(List.of());
        notes.kept.put(ZERO, new WorkNote(2, OptionalLong.of(0), Set.of()));
        consumer.rebalance(List.of(ZERO));
        arrive(ZERO, 0, 1);
        turn();

        assertThat(stages.held).extracting(frame -> frame.ref().offset()).containsExactly(1L);
        assertThat(notes.kept.get(ZERO).poison())
                .as("known until it is committed, whatever becomes of this scorer")
                .containsExactly(0L);
        finishAll();
        turn();
        assertThat(verdicts())
                .filteredOn(verdict -> verdict.reason().equals(Optional.of(UnscoredReason.POISON)))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.frameId()).isEqualTo("0-0"));
        assertThat(DeadLetter.from(records("invigil.dead-letters").get(0).headers())
                        .orElseThrow()
                        .reason())
                .isEqualTo("POISON");
    }

    @Test
    void shouldLeaveNoSuspectsWhenItGivesPartitionsUpInOrder() {
        arrive(ZERO, 0, 1);
        turn();
        finishAll();
        consumer.rebalance(List.of(ONE));

        assertThat(notes.kept.get(ZERO)).isEqualTo(WorkNote.upTo(2));
    }

    @Test
    void shouldStopWhenAnotherScorerHasTakenOver() {
        arrive(ZERO, 0);
        turn();
        finishAll();
        producer.commitTransactionException = new ProducerFencedException("newer epoch");

        assertThatThrownBy(this::turn).isInstanceOf(ScorerFailedException.class).hasMessageContaining("instance name");
    }

    @Test
    void shouldStopWhenAbortsDoNotEnd() {
        arrive(ZERO, 0);
        turn();
        finishAll();
        producer.commitTransactionException = new KafkaException("too large");

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        turn();
                    }
                })
                .isInstanceOf(ScorerFailedException.class)
                .hasMessageContaining("too large");
    }

    @Test
    void shouldStopWhenAStageFails() {
        completions.fail(new OutOfMemoryError("heap"));

        assertThatThrownBy(this::turn).isInstanceOf(IllegalStateException.class).hasMessageContaining("heap");
    }

    @Test
    void shouldAnswerAMalformedRecordWithADeadLetterAndAnUnscoredVerdictInTheSameTransaction() {
        ConsumerRecord<String, byte[]> headless =
                new ConsumerRecord<>(FRAMES, 0, 0, "cam", "no headers".getBytes(UTF_8));
        headless.headers().add("own", new byte[] {7});
        consumer.addRecord(headless);
        arrive(ZERO, 1);
        turn();

        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(verdicts()).singleElement().satisfies(verdict -> {
            assertThat(verdict.decision()).isEqualTo(Decision.UNSCORED);
            assertThat(verdict.reason()).contains(UnscoredReason.MISSING_HEADER);
            assertThat(verdict.position().offset()).isZero();
        });
        ProducerRecord<String, byte[]> dead = records("invigil.dead-letters").get(0);
        assertThat(dead.value()).isEqualTo(headless.value());
        assertThat(dead.headers().lastHeader("own").value()).containsExactly(7);
        assertThat(DeadLetter.from(dead.headers()))
                .hasValueSatisfying(cause -> assertThat(cause.reason()).isEqualTo("MISSING_HEADER"));
        assertThat(stages.held).as("the next frame goes on").hasSize(1);
    }

    @Test
    void shouldFinishWhatItHasReadWhenItDrains() {
        arrive(ZERO, 0, 1);
        turn();
        arrive(ZERO, 2);
        consumer.schedulePollTask(this::finishAll);

        assertThat(loop.drain(Duration.ofSeconds(10))).isTrue();

        assertThat(verdicts()).hasSize(2);
        assertThat(stages.held).as("nothing new was taken").isEmpty();
    }

    @Test
    void shouldGiveUpDrainingAtTheBound() {
        arrive(ZERO, 0);
        turn();
        consumer.schedulePollTask(() -> now += Duration.ofSeconds(11).toNanos());

        assertThat(loop.drain(Duration.ofSeconds(10))).isFalse();
    }

    /** One turn after a window has passed. */
    private void turn() {
        now += WINDOW_NANOS;
        loop.turn();
    }

    private void arrive(TopicPartition partition, long... offsets) {
        for (long offset : offsets) {
            arrive(partition, partition.partition() + "-" + offset, new byte[] {1, 2, 3}, offset);
        }
    }

    private void arrive(TopicPartition partition, String id, byte[] image, long... offsets) {
        for (long offset : offsets) {
            ConsumerRecord<String, byte[]> record =
                    new ConsumerRecord<>(FRAMES, partition.partition(), offset, "cam", image);
            Map.of(
                            FrameHeaders.SPEC_VERSION,
                            FrameHeaders.SPEC_VERSION_VALUE,
                            FrameHeaders.TYPE,
                            FrameHeaders.TYPE_VALUE,
                            FrameHeaders.ID,
                            id,
                            FrameHeaders.SOURCE,
                            "/line/cam" + partition.partition(),
                            FrameHeaders.PRODUCT,
                            "bottle")
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
            consumer.addRecord(record);
        }
    }

    /** Finishes the held frame of partition 0 with this offset. */
    private void finish(long offset) {
        completions.add(stages.held.stream()
                .filter(frame ->
                        frame.ref().partition().equals(ZERO) && frame.ref().offset() == offset)
                .map(Outcomes::refused)
                .toList());
    }

    private void finishAll() {
        completions.add(stages.held.stream()
                .filter(frame -> inFlight.isCurrent(frame.ref()))
                .map(Outcomes::refused)
                .toList());
        stages.held.clear();
    }

    private List<Verdict> verdicts() {
        return records("invigil.verdicts").stream()
                .map(record -> ((Reading.Accepted<Verdict>) VerdictCodec.decode(record.value())).value())
                .toList();
    }

    private List<ProducerRecord<String, byte[]>> records(String topic) {
        return producer.history().stream()
                .filter(record -> record.topic().equals(topic))
                .toList();
    }
}
