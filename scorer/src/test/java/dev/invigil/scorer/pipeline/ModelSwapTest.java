// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.invigil.contracts.threshold.ThresholdOverride;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.detector.camera.CameraRuleEntries;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.detector.decision.ProductThresholds;
import dev.invigil.detector.decision.ThresholdInForce;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.kit.OperatorException;
import dev.invigil.scorer.LogLines;
import dev.invigil.scorer.camera.CameraConfig;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.ModelRefusedException;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.RefusalReason;
import dev.invigil.scorer.model.ScoringModel;
import dev.invigil.scorer.threshold.OperatorThresholds;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModelSwapTest {
    private final CompletionQueue completions = new CompletionQueue();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ScorerMetrics metrics = new ScorerMetrics(registry);
    private final TestModel first = new TestModel("first", 8);
    private volatile Overrides overrides = Overrides.NONE;
    private ScoringStages stages;
    private long next;

    @AfterEach
    void close() throws InterruptedException {
        stages.close();
        assertThat(stages.awaitClosed(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void shouldScoreByTheOfferedModelOnceItIsActive() throws Exception {
        open(Map.of());
        assertThat(scored().model().name()).isEqualTo("first");

        TestModel second = new TestModel("second", 8);
        assertThat(offered(() -> second)).isEqualTo(new OfferOutcome.Active(second.facts()));

        assertThat(scored().model()).isEqualTo(second.facts().identity());
        assertThat(second.batches).as("warmed before its first batch").startsWith(1, 2, 4);
        await().until(() -> first.closed);
        assertThat(first.threads).containsExactly("invigil-scorer-device");
        assertThat(second.threads).containsExactly("invigil-scorer-device");
        assertThat(offers("active")).isEqualTo(2);
    }

    @Test
    void shouldPrepareFramesAgainForAModelOfAnotherSize() throws Exception {
        open(Map.of());
        TestModel second = new TestModel("second", 12);
        CountDownLatch hold = new CountDownLatch(1);
        first.beforeBatch = () -> uninterruptibly(hold);
        submit(6); // one or more batches on the device and behind it, prepared for 8 x 8
        await().until(() -> first.batches.size() > 3);
        CompletableFuture<OfferOutcome> outcome = stages.offer(() -> second);
        hold.countDown();

        assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(OfferOutcome.Active.class);
        submit(6);
        List<Outcome.Scored> outcomes = take(12);

        assertThat(outcomes).extracting(scored -> scored.ref().offset()).doesNotHaveDuplicates();
        assertThat(outcomes)
                .filteredOn(scored -> scored.ref().offset() >= 6)
                .allSatisfy(scored -> assertThat(scored.model().name()).isEqualTo("second"));
    }

    @Test
    void shouldRefuseAFrameThatOnlyTheReplacedModelKnew() throws Exception {
        open(Map.of());
        TestModel second = new TestModel("second", 8, "pill");
        CountDownLatch hold = new CountDownLatch(1);
        first.beforeBatch = () -> uninterruptibly(hold);
        submit(4);
        await().until(() -> first.batches.size() > 3);
        CompletableFuture<OfferOutcome> outcome = stages.offer(() -> second);
        hold.countDown();
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(OfferOutcome.Active.class);
        submit(1);

        List<Outcome> outcomes = new ArrayList<>();
        await().until(() -> {
            outcomes.addAll(completions.take());
            return outcomes.size() >= 5;
        });
        assertThat(outcomes).last().isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void shouldGoOnWithTheActiveModelWhenTheOfferedOneFailsItsSelfTest() throws Exception {
        open(Map.of());
        OfferOutcome outcome = offered(() -> {
            throw new ModelRefusedException(RefusalReason.SELF_TEST_FAILED, "picture 2 scores 0.3 instead of 0.7");
        });

        assertThat(outcome).isInstanceOfSatisfying(OfferOutcome.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(RefusalReason.SELF_TEST_FAILED);
            assertThat(refused.detail()).contains("picture 2");
        });
        assertThat(scored().model().name()).isEqualTo("first");
        assertThat(offers("self_test_failed")).isEqualTo(1);
    }

    @Test
    void shouldGoOnWithTheActiveModelWhenFilesOfTheOfferedOneCannotBeRead() throws Exception {
        open(Map.of());
        OfferOutcome outcome = offered(new ScoringModel.Source() {
            @Override
            public ScoringModel open() {
                throw new AssertionError("not reached");
            }

            @Override
            public ScoringModel.Source prepare() {
                throw new OperatorException("weights.safetensors: the digest differs");
            }
        });

        assertThat(outcome).isInstanceOfSatisfying(OfferOutcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(RefusalReason.UNREADABLE));
        assertThat(scored().model().name()).isEqualTo("first");
    }

    /** Who offered the model reports it, since a refused model is offered again and again until its bundle is repaired. */
    @Test
    void shouldNotLogARefusalItself() throws Exception {
        open(Map.of());
        try (LogLines log = LogLines.ofPackageOf(ScoringStages.class, Level.WARN)) {
            OfferOutcome outcome = offered(() -> {
                throw new ModelRefusedException(RefusalReason.MISSING_BUNDLE, "the store does not have it");
            });

            assertThat(outcome.label()).isEqualTo("MISSING_BUNDLE");
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void shouldCloseAnOfferedModelThatFailsWhileItWarmsUp() throws Exception {
        open(Map.of());
        TestModel second = new TestModel("second", 8);
        second.beforeBatch = () -> {
            throw new OutOfMemoryError("device memory");
        };
        OfferOutcome outcome = offered(() -> second);

        assertThat(outcome).isInstanceOfSatisfying(OfferOutcome.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(RefusalReason.WARM_UP_FAILED);
            assertThat(refused.detail()).contains("device memory");
        });
        assertThat(second.closed).isTrue();
        assertThat(scored().model().name()).isEqualTo("first");
    }

    @Test
    void shouldRefuseAModelWhoseWarmUpGivesNoFiniteScore() throws Exception {
        open(Map.of());
        OfferOutcome outcome = offered(() -> new TestModel("second", 8) {
            @Override
            public List<ModelOutput> score(List<RgbImage> images) {
                return images.stream()
                        .map(image -> new ModelOutput(new AnomalyMap(1, 1, new float[] {Float.NaN}), new float[0]))
                        .toList();
            }
        });

        assertThat(outcome).isInstanceOfSatisfying(OfferOutcome.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(RefusalReason.WARM_UP_FAILED);
            assertThat(refused.detail()).contains("NaN");
        });
        assertThat(scored().model().name()).isEqualTo("first");
    }

    @Test
    void shouldRefuseAModelThatTheSettingsDoNotFit() throws Exception {
        // a strip of a tenth: part of an 8 x 8 map, and all of a 1 x 1 map
        open(Map.of(
                "cam-9",
                new CameraConfig(Optional.empty(), Optional.empty(), List.of(new CameraConfig.Area(0, 0, 1, 0.9)))));
        TestModel second = new TestModel("second", 1);
        OfferOutcome outcome = offered(() -> second);

        assertThat(outcome).isInstanceOfSatisfying(OfferOutcome.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(RefusalReason.UNFIT_SETTINGS);
            assertThat(refused.detail()).contains("scorer.cameras.cam-9");
        });
        assertThat(second.closed).isTrue();
        assertThat(scored().model().name()).isEqualTo("first");
    }

    @Test
    void shouldActivateOnlyTheNewestOfSeveralOffers() throws Exception {
        open(Map.of());
        CountDownLatch hold = new CountDownLatch(1);
        first.beforeBatch = () -> uninterruptibly(hold);
        submit(1);
        await().until(() -> first.batches.size() > 3);
        List<TestModel> models = List.of(new TestModel("a", 8), new TestModel("b", 8), new TestModel("c", 8));
        List<CompletableFuture<OfferOutcome>> outcomes =
                models.stream().map(model -> stages.offer(() -> model)).toList();
        hold.countDown();

        assertThat(outcomes.get(2).get(30, TimeUnit.SECONDS)).isInstanceOf(OfferOutcome.Active.class);
        for (int i = 0; i < 2; i++) {
            assertThat(outcomes.get(i).get(30, TimeUnit.SECONDS).label()).isEqualTo("SUPERSEDED");
        }
        take(1);
        assertThat(scored().model().name()).isEqualTo("c");
    }

    @Test
    void shouldNotCountAThresholdSetByHandForTheReplacedModel() throws Exception {
        open(Map.of());
        ThresholdOverride set = new ThresholdOverride(
                1,
                "bottle",
                Optional.empty(),
                0.9,
                0.8,
                Optional.of(first.facts().identity().digest()),
                "a test",
                "me",
                Instant.EPOCH,
                Optional.empty());
        overrides = Overrides.NONE.with(OperatorThresholds.of(set, new RecordPosition("invigil.thresholds", 0, 7)));
        assertThat(scored().threshold().origin()).isEqualTo(ThresholdInForce.Origin.OVERRIDE);

        offered(() -> new TestModel("second", 8));

        assertThat(scored().threshold().origin()).isEqualTo(ThresholdInForce.Origin.BUNDLE);
    }

    @Test
    void shouldTellThoseWhoOfferWhenItStops() throws Exception {
        open(Map.of());
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<OfferOutcome> outcome = stages.offer(new ScoringModel.Source() {
            @Override
            public ScoringModel open() {
                return new TestModel("second", 8);
            }

            @Override
            public ScoringModel.Source prepare() {
                reading.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return this;
            }
        });
        reading.await();
        stages.close();

        assertThat(outcome.get(30, TimeUnit.SECONDS).label()).isEqualTo("STOPPED");
        assertThat(stages.offer(() -> new TestModel("third", 8))
                        .get(30, TimeUnit.SECONDS)
                        .label())
                .isEqualTo("STOPPED");
    }

    @Test
    void shouldTakeOffersOnlyOnceItHasStarted() {
        stages = stages(Map.of());
        assertThatThrownBy(() -> stages.offer(() -> first)).isInstanceOf(IllegalStateException.class);
    }

    private void open(Map<String, CameraConfig> cameras) throws Exception {
        stages = stages(cameras);
        stages.open(() -> first).get(30, TimeUnit.SECONDS);
    }

    private ScoringStages stages(Map<String, CameraConfig> cameras) {
        return new ScoringStages(
                new ScoringStages.Settings(
                        4,
                        Duration.ofMillis(1),
                        new DecodePool.Limits(2, 1 << 20, Duration.ofMinutes(1)),
                        2,
                        10_000,
                        100_000,
                        rules(cameras),
                        new MapPolicy(0)),
                () -> overrides,
                ref -> true,
                completions,
                new NoShadow(),
                metrics,
                new DeviceWatch(
                        new DeviceWatch.Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)),
                        System::nanoTime),
                System::nanoTime,
                InstantSource.system());
    }

    private static CameraRuleEntries rules(Map<String, CameraConfig> cameras) {
        return CameraRuleEntries.NONE.with(cameras.entrySet().stream()
                .map(camera -> camera.getValue().entry(camera.getKey()))
                .toList());
    }

    private OfferOutcome offered(ScoringModel.Source source) throws Exception {
        return stages.offer(source).get(30, TimeUnit.SECONDS);
    }

    private void submit(int frames) {
        for (int i = 0; i < frames; i++) {
            stages.submit(Frames.bottle(next++, 100));
        }
    }

    /** One more frame, scored. */
    private Outcome.Scored scored() {
        submit(1);
        return take(1).get(0);
    }

    private List<Outcome.Scored> take(int count) {
        List<Outcome> outcomes = new ArrayList<>();
        await().until(() -> {
            outcomes.addAll(completions.take());
            return outcomes.size() >= count;
        });
        return outcomes.stream().map(Outcome.Scored.class::cast).toList();
    }

    private double offers(String result) {
        return registry.scrape("invigil_scorer_model_offers"::equals).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> result.equals(point.getLabels().get("result")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A fake of another name and size that fails when it is given an image of another size. */
    private static class TestModel extends FakeModel {
        private final ModelFacts facts;
        volatile Runnable beforeBatch = () -> {};

        TestModel(String name, int side) {
            this(name, side, "bottle");
        }

        TestModel(String name, int side, String product) {
            this.facts = new ModelFacts(
                    new ModelIdentity(name, "1", String.format("%064x", name.hashCode())),
                    Preprocessing.imageNet(side, side),
                    PostProcessing.maximum(0),
                    Map.of(product, new ProductThresholds(THRESHOLD, Map.of())),
                    Prototypes.NONE,
                    "cpu");
        }

        @Override
        public ModelFacts facts() {
            return facts;
        }

        @Override
        public List<ModelOutput> score(List<RgbImage> images) {
            List<ModelOutput> outputs = super.score(images);
            beforeBatch.run();
            for (RgbImage image : images) {
                if (image.width() != facts.preprocessing().width()) {
                    throw new IllegalStateException("an image of " + image.width() + " pixels for a model of "
                            + facts.preprocessing().width());
                }
            }
            return outputs;
        }
    }
}
