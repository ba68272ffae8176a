// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.ShadowVerdictCodec;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.detector.camera.CameraRuleEntries;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.detector.decision.ProductThresholds;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.kit.config.DataSize;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.OfferOutcome;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A model in shadow beside the line's model: what it gives, what it drops, and that the line does not notice it. */
@Timeout(60)
class ShadowLaneTest {
    private final CompletionQueue completions = new CompletionQueue();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ScorerMetrics metrics = new ScorerMetrics(registry);
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final ShadowVerdicts verdicts = new ShadowVerdicts(
            () -> producer,
            new OutcomeRecords("invigil.", "scorer", DataSize.mebibytes(1)),
            () -> Overrides.NONE,
            metrics,
            InstantSource.system());
    /** Frames that the device thread has taken, and those that the line's model has scored; both counted on the device thread. */
    private final AtomicInteger taken = new AtomicInteger();

    private final AtomicInteger scored = new AtomicInteger();
    private final List<String> heldBack = Collections.synchronizedList(new ArrayList<>());
    private final FakeModel line = new FakeModel() {
        private int warmed;

        @Override
        public List<ModelOutput> score(List<RgbImage> images) {
            // warmed with 1, 2 and 4
            if (warmed < 3) {
                warmed++;
            } else {
                scored.addAndGet(images.size());
            }
            return super.score(images);
        }
    };
    private final Shadow shadow = new Shadow(8);
    private ScoringStages stages;
    private int next;

    @AfterEach
    void close() throws InterruptedException {
        verdicts.close();
        if (stages != null) {
            stages.close();
            assertThat(stages.awaitClosed(Duration.ofSeconds(30))).isTrue();
            assertThat(line.closed).isTrue();
        }
    }

    @Test
    void shouldSayWhatTheModelInShadowWouldHaveDecided() throws Exception {
        open();
        assertThat(stages.shadow(() -> shadow).get(30, TimeUnit.SECONDS)).isInstanceOf(OfferOutcome.Active.class);
        for (int red : List.of(0, 50, 150, 250)) {
            Outcome.Scored outcome = submit(red);
            assertThat(outcome.model()).isEqualTo(FakeModel.FACTS.identity());
            Awaitility.await().until(() -> producer.history().size() == next);
        }

        List<Verdict> sent = producer.history().stream()
                .peek(record -> assertThat(record.topic()).isEqualTo("invigil.verdicts.shadow"))
                .peek(record -> assertThat(record.key()).isEqualTo("cam"))
                .map(record -> VerdictCodec.decode(record.value()).fold(accepted -> accepted, refused -> {
                    throw new AssertionError(refused.detail());
                }))
                .toList();
        assertThat(sent).extracting(Verdict::frameId).containsExactly("f0", "f1", "f2", "f3");
        assertThat(sent)
                .extracting(Verdict::decision)
                .containsExactly(Decision.PASS, Decision.REJECT, Decision.REJECT, Decision.REJECT);
        assertThat(sent).allSatisfy(verdict -> {
            assertThat(verdict.model()).contains(shadow.facts().identity());
            assertThat(verdict.map()).as("no map is kept").isEmpty();
        });
        assertThat(producer.history())
                .extracting(record -> new String(
                        record.headers()
                                .lastHeader(ShadowVerdictCodec.LINE_DECISION)
                                .value(),
                        StandardCharsets.US_ASCII))
                .as("the line's decisions")
                .containsExactly("PASS", "PASS", "REVIEW", "REJECT");
        assertThat(count("verdicts", "decision", "same")).isEqualTo(2);
        assertThat(count("verdicts", "decision", "other")).isEqualTo(2);
        assertThat(shadow.batches).as("warmed with one, then one at a time").containsOnly(1);
        assertThat(shadow.threads).containsOnly("invigil-scorer-device");

        stages.noShadow();
        Awaitility.await().until(() -> shadow.closed);
        submit(0);
        assertThat(producer.history()).hasSize(4);
    }

    /** Many frames at once: each has its verdict by the line's model, and the model in shadow never runs while one of them waits. */
    @Test
    void shouldRunOnlyWhileNoFrameOfTheLineWaits() throws Exception {
        open();
        assertThat(stages.shadow(() -> shadow).get(30, TimeUnit.SECONDS)).isInstanceOf(OfferOutcome.Active.class);
        int frames = 300;
        for (int i = 0; i < frames; i++) {
            stages.submit(Frames.bottle(next++, i % 200));
        }
        List<Outcome.Scored> outcomes = take(frames);

        assertThat(outcomes).extracting(outcome -> outcome.ref().offset()).doesNotHaveDuplicates();
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.model()).isEqualTo(FakeModel.FACTS.identity());
            assertThat(outcome.score()).isEqualTo((float) (outcome.ref().offset() % 200) / 255f);
        });
        Awaitility.await()
                .until(() -> count("verdicts", "decision", "same")
                                + count("verdicts", "decision", "other")
                                + count("dropped", "reason", "busy")
                        == frames);
        assertThat(heldBack).isEmpty();
    }

    @Test
    void shouldGoOnWithoutTheModelInShadowWhenItFails() throws Exception {
        open();
        assertThat(stages.shadow(() -> shadow).get(30, TimeUnit.SECONDS)).isInstanceOf(OfferOutcome.Active.class);
        shadow.failure = new OutOfMemoryError("a test");

        assertThat(submit(10).decision()).isEqualTo(Decision.PASS);
        Awaitility.await().until(() -> shadow.closed);
        assertThat(submit(10).decision()).isEqualTo(Decision.PASS);
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void shouldRefuseAModelThatCannotBeOpenedForTheShadow() throws Exception {
        open();
        shadow.failure = new IllegalStateException("a test");

        assertThat(stages.shadow(() -> shadow).get(30, TimeUnit.SECONDS).label())
                .isEqualTo("WARM_UP_FAILED");
        assertThat(submit(10).decision()).isEqualTo(Decision.PASS);
        assertThat(count("offers", "result", "warm_up_failed")).isEqualTo(1);
    }

    @Test
    void shouldDropFramesThatAModelOfAnotherInputCannotTake() throws Exception {
        open();
        assertThat(stages.shadow(() -> new Shadow(12)).get(30, TimeUnit.SECONDS))
                .isInstanceOf(OfferOutcome.Active.class);

        submit(10);
        Awaitility.await().until(() -> count("dropped", "reason", "other_input") == 1);
        assertThat(producer.history()).isEmpty();
    }

    /** Without a device thread: the ninth frame that waits is dropped. */
    @Test
    void shouldDropWhatItHasNoRoomFor() throws Exception {
        open();
        List<ShadowLane.Dropped> dropped = new ArrayList<>();
        List<Outcome.Scored> given = new ArrayList<>();
        ShadowLane lane = new ShadowLane(
                facts -> CompletableFuture.completedFuture(new ModelStages(facts, null, null)),
                new ShadowLane.Listener() {
                    @Override
                    public void scored(ScoredBatch batch, Outcome.Scored outcome) {
                        given.add(outcome);
                    }

                    @Override
                    public void dropped(ShadowLane.Dropped reason) {
                        dropped.add(reason);
                    }
                },
                watch(),
                System::nanoTime);
        ShadowLane.Decided frame = decided();
        assertThat(lane.offer(frame)).as("without a model").isFalse();
        lane.load(new Candidate(() -> shadow), () -> shadow);
        while (lane.hasWork()) {
            lane.step();
        }

        for (int i = 0; i < 10; i++) {
            assertThat(lane.offer(frame)).isEqualTo(i < 8);
        }
        assertThat(dropped).containsExactly(ShadowLane.Dropped.BUSY, ShadowLane.Dropped.BUSY);
        while (lane.hasWork()) {
            lane.step();
        }
        assertThat(given).hasSize(8);
        lane.close();
        assertThat(shadow.closed).isTrue();
        assertThat(lane.offer(frame)).isFalse();
    }

    private ShadowLane.Decided decided() throws Exception {
        Outcome.Scored outcome = submit(10);
        RgbImage image = FakeModel.FACTS.blackImage();
        return new ShadowLane.Decided(
                new Prepared(
                        Frames.bottle(0, 10),
                        outcome.digest(),
                        FakeModel.FACTS.preprocessing(),
                        image,
                        outcome.imaging(),
                        16,
                        16,
                        0,
                        0),
                outcome);
    }

    private void open() throws Exception {
        stages = new ScoringStages(
                new ScoringStages.Settings(
                        4,
                        Duration.ofMillis(1),
                        new DecodePool.Limits(2, 1 << 20, Duration.ofMinutes(1)),
                        2,
                        10_000,
                        100_000,
                        CameraRuleEntries.NONE,
                        new MapPolicy(0)),
                () -> Overrides.NONE,
                this::isCurrent,
                completions,
                verdicts,
                metrics,
                watch(),
                System::nanoTime,
                InstantSource.system());
        assertThat(stages.open(() -> line).get(30, TimeUnit.SECONDS)).isInstanceOf(OfferOutcome.Active.class);
    }

    /** Asked when a frame is decoded, and by the device thread when it takes the frame. */
    private boolean isCurrent(RecordRef frame) {
        if (Thread.currentThread().getName().equals("invigil-scorer-device")) {
            taken.incrementAndGet();
        }
        return true;
    }

    private static DeviceWatch watch() {
        Duration minute = Duration.ofMinutes(1);
        return new DeviceWatch(new DeviceWatch.Limits(minute, minute, minute), System::nanoTime);
    }

    private Outcome.Scored submit(int red) {
        stages.submit(Frames.bottle(next++, red));
        return take(1).get(0);
    }

    private List<Outcome.Scored> take(int count) {
        List<Outcome> outcomes = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            outcomes.addAll(completions.take());
            return outcomes.size() >= count;
        });
        return outcomes.stream().map(Outcome.Scored.class::cast).toList();
    }

    private long count(String metric, String label, String value) {
        return Math.round(registry.scrape(("invigil_scorer_shadow_" + metric)::equals).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> value.equals(point.getLabels().get(label)))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum());
    }

    /** Rejects what the line's model lets pass, and notes when it runs while a frame of the line waits. */
    private final class Shadow extends FakeModel {
        private final ModelFacts facts;
        private volatile Throwable failure;

        Shadow(int side) {
            this.facts = new ModelFacts(
                    new ModelIdentity("shadow", "2", "cd".repeat(32)),
                    Preprocessing.imageNet(side, side),
                    PostProcessing.maximum(0),
                    Map.of(
                            "bottle",
                            ProductThresholds.of(
                                    new ClassThreshold(0.1, 0.1, STRICT.asked(), STRICT.parts(), STRICT.basis()))),
                    Prototypes.NONE,
                    "cpu");
        }

        @Override
        public ModelFacts facts() {
            return facts;
        }

        @Override
        public List<ModelOutput> score(List<RgbImage> images) {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException runtime) {
                throw runtime;
            }
            if (taken.get() != scored.get()) {
                heldBack.add(taken.get() - scored.get() + " frames of the line wait");
            }
            return super.score(images);
        }
    }
}
