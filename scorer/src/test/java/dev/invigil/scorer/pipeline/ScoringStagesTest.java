// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.contracts.threshold.ThresholdOverride;
import dev.invigil.contracts.verdict.CalibrationRank;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Imaging;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.detector.camera.CameraRuleEntries;
import dev.invigil.detector.decision.CalibrationScores;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.detector.decision.ProductCheck;
import dev.invigil.detector.decision.ProductThresholds;
import dev.invigil.detector.decision.RuleEffect;
import dev.invigil.detector.decision.ThresholdInForce;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.SampleWindow;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.product.PrototypeFit;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import dev.invigil.scorer.camera.CameraConfig;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.ScoringModel;
import dev.invigil.scorer.threshold.OperatorThresholds;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScoringStagesTest {
    /** One camera that needs 40 of the map's 64 pixels, and one whose right half does not count. */
    private static final CameraRuleEntries RULES = new CameraRuleEntries(
            1,
            List.of(
                    new CameraConfig(Optional.of(40), Optional.empty(), List.of()).entry("cam-area"),
                    new CameraConfig(Optional.empty(), Optional.empty(), List.of(new CameraConfig.Area(0.5, 0, 0.5, 1)))
                            .entry("cam-mask")));

    private static final ScoringStages.Settings SETTINGS = new ScoringStages.Settings(
            4,
            Duration.ofMillis(1),
            new DecodePool.Limits(2, 1 << 20, Duration.ofMinutes(1)),
            2,
            10_000,
            100_000,
            RULES,
            new MapPolicy(0));

    private final CompletionQueue completions = new CompletionQueue();
    private final FakeModel model = new FakeModel();
    private final ScorerMetrics metrics = new ScorerMetrics(new PrometheusRegistry());
    private volatile Overrides overrides = Overrides.NONE;
    private ScoringStages stages;

    @AfterEach
    void close() {
        if (stages != null) {
            stages.close();
        }
    }

    @Test
    void shouldCallTheModelOnOneThreadInWarmedSizesOnly() throws Exception {
        open(() -> model);
        assertThat(model.batches).as("warmed at every size").containsExactly(1, 2, 4);

        for (int i = 0; i < 50; i++) {
            stages.submit(Frames.bottle(i, 5 * i));
        }
        List<Outcome> outcomes = await(50);
        stages.close();

        assertThat(stages.awaitClosed(Duration.ofSeconds(30))).isTrue();
        assertThat(model.closed).isTrue();
        assertThat(model.threads).containsExactly("invigil-scorer-device");
        assertThat(model.batches).allMatch(size -> size == 1 || size == 2 || size == 4);
        outcomes.sort(Comparator.comparing(outcome -> outcome.ref().offset()));
        for (int i = 0; i < 50; i++) {
            assertThat(((Outcome.Scored) outcomes.get(i)).score()).isCloseTo(5 * i / 255.0, within(1e-6));
        }
    }

    /** On the code before, the upper byte of each sample counted, whatever the bundle said. */
    @Test
    void shouldReduceSixteenBitsByTheDepthOfTheBundle() throws Exception {
        open(() -> new FakeModel() {
            @Override
            public ModelFacts facts() {
                return new ModelFacts(
                        FACTS.identity(),
                        FACTS.preprocessing().with(SampleWindow.ofBits(12)),
                        FACTS.postprocessing(),
                        FACTS.thresholds(),
                        FACTS.prototypes(),
                        FACTS.device());
            }
        });
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 16 * 16; i++) {
            image.getRaster().setSample(i % 16, i / 16, 0, 3200);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", png)).isTrue();
        stages.submit(Frames.accepted(0, "bottle", png.toByteArray(), Optional.empty()));
        stages.submit(Frames.bottle(1, 200));

        assertThat(await(2)).allSatisfy(outcome -> assertThat(((Outcome.Scored) outcome).score())
                .isCloseTo(200 / 255.0, within(1e-6)));
    }

    @Test
    void shouldDecideAgainstBothThresholdsAndFindTheRegionInTheCamerasPixels() throws Exception {
        open(() -> model);
        // the model looks at 8 x 8 pixels: a fourth of the camera's 32
        byte[] half = Frames.png(32, 32, 255, 16, 0, 16, 32);
        stages.submit(Frames.bottle(0, 100));
        stages.submit(Frames.bottle(1, 150));
        stages.submit(Frames.accepted(2, "bottle", half, Optional.empty()));

        List<Outcome> outcomes = await(3);
        outcomes.sort(Comparator.comparing(outcome -> outcome.ref().offset()));
        Outcome.Scored pass = (Outcome.Scored) outcomes.get(0);
        Outcome.Scored review = (Outcome.Scored) outcomes.get(1);
        Outcome.Scored reject = (Outcome.Scored) outcomes.get(2);

        assertThat(pass.decision()).isEqualTo(Decision.PASS);
        assertThat(pass.regions()).isEmpty();
        assertThat(pass.map()).isEmpty();
        assertThat(review.decision()).isEqualTo(Decision.REVIEW);
        assertThat(review.regions()).hasSize(1);
        assertThat(review.map()).isPresent();
        assertThat(reject.decision()).isEqualTo(Decision.REJECT);
        assertThat(reject.regions()).singleElement().satisfies(region -> {
            assertThat(region.x()).isEqualTo(16);
            assertThat(region.y()).isEqualTo(0);
            assertThat(region.width()).isEqualTo(16);
            assertThat(region.height()).isEqualTo(32);
            assertThat(region.area()).isEqualTo(512);
        });
    }

    @Test
    void shouldDecideByWhatWasSetByHandFromTheNextBatchOn() throws Exception {
        open(() -> model);
        stages.submit(Frames.bottle(0, 150));
        assertThat(((Outcome.Scored) await(1).get(0)).decision()).isEqualTo(Decision.REVIEW);

        ThresholdOverride set = new ThresholdOverride(
                1,
                "bottle",
                Optional.of("cam"),
                0.5,
                0.5,
                Optional.of(FakeModel.FACTS.identity().digest()),
                "a test",
                "me",
                Instant.EPOCH,
                Optional.empty());
        overrides = Overrides.NONE.with(OperatorThresholds.of(set, new RecordPosition("invigil.thresholds", 0, 7)));
        stages.submit(Frames.bottle(1, 150));
        Outcome.Scored byHand = (Outcome.Scored) await(1).get(0);
        assertThat(byHand.decision()).isEqualTo(Decision.REJECT);
        assertThat(byHand.threshold().origin()).isEqualTo(ThresholdInForce.Origin.OVERRIDE);
        assertThat(byHand.regions()).hasSize(1);

        overrides = Overrides.NONE;
        stages.submit(Frames.bottle(2, 150));
        assertThat(((Outcome.Scored) await(1).get(0)).decision()).isEqualTo(Decision.REVIEW);
    }

    @Test
    void shouldTellAPartOfAnotherProductFromADefect() throws Exception {
        Prototypes prototypes = PrototypeFit.of(Map.of("bottle", around(20), "pill", around(200)));
        open(() -> new FakeModel() {
            @Override
            public ModelFacts facts() {
                return new ModelFacts(
                        FACTS.identity(),
                        FACTS.preprocessing(),
                        FACTS.postprocessing(),
                        FACTS.thresholds(),
                        prototypes,
                        "cpu");
            }

            @Override
            public List<ModelOutput> score(List<RgbImage> pictures) {
                return super.score(pictures).stream()
                        .map(seen -> new ModelOutput(
                                seen.map(), brightness(255 * seen.map().max(), 0)))
                        .toList();
            }
        });
        stages.submit(Frames.bottle(0, 20));
        stages.submit(Frames.bottle(1, 200));
        stages.submit(Frames.bottle(2, 26));
        stages.submit(Frames.bottle(3, 120));
        stages.submit(Frames.bottle(4, 250));

        List<Outcome> outcomes = await(5);
        outcomes.sort(Comparator.comparing(outcome -> outcome.ref().offset()));

        assertThat(outcomes)
                .extracting(outcome -> ((Outcome.Scored) outcome).decision())
                .as("right, a pill, a little off, strange though the map passes it, strange and rejected by the map")
                .containsExactly(
                        Decision.PASS, Decision.WRONG_PRODUCT, Decision.PASS, Decision.WRONG_PRODUCT, Decision.REJECT);
        Outcome.Scored pill = (Outcome.Scored) outcomes.get(1);
        assertThat(pill.check().orElseThrow())
                .isInstanceOfSatisfying(ProductCheck.OtherProduct.class, check -> assertThat(check.product())
                        .isEqualTo("pill"));
        assertThat(pill.regions())
                .as("the thresholds are the expected product's")
                .isEmpty();
        assertThat(pill.map()).as("kept, so that a person can see why").isPresent();
        assertThat(((Outcome.Scored) outcomes.get(3)).check().orElseThrow())
                .isInstanceOf(ProductCheck.UnknownProduct.class);
        assertThat(((Outcome.Scored) outcomes.get(4)).check().orElseThrow())
                .isInstanceOf(ProductCheck.UnknownProduct.class);
    }

    /** Features of twenty good parts of this brightness, give or take two. */
    private static List<float[]> around(float middle) {
        return IntStream.range(0, 20)
                .mapToObj(i -> brightness(middle + 2 * (float) Math.sin(5 * i), (float) Math.sin(3 * i)))
                .toList();
    }

    private static float[] brightness(float value, float other) {
        return new float[] {value, 255 - value, 100 + other};
    }

    @Test
    void shouldLetTheRuleOfACameraMakeADecisionMilderAndSaySo() throws Exception {
        open(() -> model);
        byte[] rightHalf = Frames.png(32, 32, 255, 16, 0, 16, 32);
        Map<String, Outcome.Scored> scored = new HashMap<>();
        for (String camera : List.of("cam", "cam-area", "cam-mask")) {
            stages.submit(Frames.accepted(0, "bottle", camera, rightHalf, Optional.empty()));
            scored.put(camera, (Outcome.Scored) await(1).get(0));
        }

        assertThat(scored.get("cam").decision()).isEqualTo(Decision.REJECT);
        assertThat(scored.get("cam").effect()).isEmpty();
        Outcome.Scored area = scored.get("cam-area");
        assertThat(area.decision()).as("32 pixels are not 40").isEqualTo(Decision.PASS);
        assertThat(area.score()).isEqualTo(1);
        assertThat(area.effect())
                .contains(new RuleEffect(dev.invigil.detector.decision.Decision.REJECT, 1, false, true));
        Outcome.Scored mask = scored.get("cam-mask");
        assertThat(mask.decision()).isEqualTo(Decision.PASS);
        assertThat(mask.score()).as("what the resize carries over the edge").isLessThan(0.2);
        assertThat(mask.effect())
                .contains(new RuleEffect(dev.invigil.detector.decision.Decision.REJECT, 1, true, false));
    }

    @Test
    void shouldGuaranteeNothingInAVerdictUnderAnotherMaskThanThatOfTheCalibration() throws Exception {
        ClassThreshold masked = FakeModel.STRICT.withMask(Optional.of("ab".repeat(32)));
        open(() -> new FakeModel() {
            @Override
            public ModelFacts facts() {
                return new ModelFacts(
                        FACTS.identity(),
                        FACTS.preprocessing(),
                        FACTS.postprocessing(),
                        Map.of("bottle", new ProductThresholds(FakeModel.STRICT, Map.of("cam-mask", masked))),
                        FACTS.prototypes(),
                        FACTS.device());
            }
        });
        byte[] image = Frames.png(32, 32, 255, 16, 0, 16, 32);
        OutcomeRecords records = new OutcomeRecords("t.", "scorer", DataSize.mebibytes(1));
        Map<String, Threshold> thresholds = new HashMap<>();
        for (String camera : List.of("cam", "cam-mask")) {
            stages.submit(Frames.accepted(0, "bottle", camera, image, Optional.empty()));
            byte[] verdict = records.of(await(1).get(0), Instant.EPOCH).stream()
                    .filter(record -> record.topic().equals("t.verdicts"))
                    .findFirst()
                    .orElseThrow()
                    .value();
            thresholds.put(
                    camera,
                    ((Reading.Accepted<Verdict>) VerdictCodec.decode(verdict))
                            .value()
                            .threshold()
                            .orElseThrow());
        }

        assertThat(thresholds.get("cam").basis()).isEqualTo(Threshold.Basis.CALIBRATED);
        assertThat(thresholds.get("cam-mask").origin()).isEqualTo("bundle-camera");
        assertThat(thresholds.get("cam-mask").basis()).isEqualTo(Threshold.Basis.PROVISIONAL);
        assertThat(thresholds.get("cam-mask").note().orElseThrow())
                .startsWith("calibrated with the mask abababababab, but the mask in force is ")
                .contains("invigil calibrate --camera-rules");
    }

    @Test
    void shouldSayWhereAScoreStandsAmongTheCalibrationScoresUnlessAnotherMaskIsInForce() throws Exception {
        CalibrationScores scores = new CalibrationScores(List.of(0.1, 0.2, 0.9, 1.0), Optional.empty());
        open(() -> new FakeModel() {
            @Override
            public ModelFacts facts() {
                return new ModelFacts(
                        FACTS.identity(),
                        FACTS.preprocessing(),
                        FACTS.postprocessing(),
                        Map.of("bottle", new ProductThresholds(THRESHOLD, Map.of(), Optional.of(scores), Map.of())),
                        FACTS.prototypes(),
                        FACTS.device());
            }
        });
        byte[] white = Frames.png(32, 32, 255, 0, 0, 32, 32);
        OutcomeRecords records = new OutcomeRecords("t.", "scorer", DataSize.mebibytes(1));
        Map<String, Verdict> verdicts = new HashMap<>();
        for (String camera : List.of("cam", "cam-mask")) {
            stages.submit(Frames.accepted(0, "bottle", camera, white, Optional.empty()));
            byte[] verdict = records.of(await(1).get(0), Instant.EPOCH).stream()
                    .filter(record -> record.topic().equals("t.verdicts"))
                    .findFirst()
                    .orElseThrow()
                    .value();
            verdicts.put(camera, ((Reading.Accepted<Verdict>) VerdictCodec.decode(verdict)).value());
        }

        assertThat(verdicts.get("cam").score()).hasValue(1);
        assertThat(verdicts.get("cam").calibration()).contains(new CalibrationRank(4, 1, 1, 2));
        assertThat(verdicts.get("cam").imaging()).map(Imaging::sharpness).contains(0.0);
        assertThat(verdicts.get("cam").imaging().orElseThrow().brightness()).isPositive();
        assertThat(verdicts.get("cam-mask").calibration()).isEmpty();
    }

    @Test
    void shouldSayWhichMaskCannotBeReadBeforeItIsReady() throws Exception {
        ScoringStages.Settings broken = new ScoringStages.Settings(
                4,
                Duration.ofMillis(1),
                new DecodePool.Limits(2, 1 << 20, Duration.ofMinutes(1)),
                2,
                10_000,
                100_000,
                CameraRuleEntries.NONE.with(
                        List.of(new CameraConfig(Optional.empty(), Optional.of(Path.of("gone.png")), List.of())
                                .entry("cam-3"))),
                new MapPolicy(0));

        assertRefused(tryOpen(broken, () -> model), "scorer.cameras.cam-3: gone.png: no such file");
    }

    @Test
    void shouldGoOnAfterABadPicture() throws Exception {
        open(() -> model);
        stages.submit(Frames.accepted(0, "bottle", new byte[] {1, 2, 3}, Optional.empty()));
        stages.submit(Frames.bottle(1, 10));

        assertThat(await(2)).hasAtLeastOneElementOfType(Outcome.Refused.class);
    }

    @Test
    void shouldFailWhenTheModelGivesNoNumber() throws Exception {
        open(() -> new FakeModel() {
            @Override
            public List<ModelOutput> score(List<RgbImage> pictures) {
                if (batches.size() < 3) {
                    return super.score(pictures); // the warm-up
                }
                return pictures.stream()
                        .map(picture -> new ModelOutput(new AnomalyMap(1, 1, new float[] {Float.NaN}), new float[0]))
                        .toList();
            }
        });
        stages.submit(Frames.bottle(0, 10));

        assertThatThrownBy(() -> await(1)).hasMessageContaining("NaN").hasMessageContaining("f0");
    }

    @Test
    void shouldGiveAFrameThatTheModelCannotScoreAReasonAndItsBatchMatesAVerdict() throws Exception {
        open(() -> new FakeModel() {
            @Override
            public List<ModelOutput> score(List<RgbImage> pictures) {
                if (pictures.stream().anyMatch(picture -> (picture.rgb()[0] & 0xff) == 77)) {
                    throw new IllegalStateException("cannot score 77");
                }
                return super.score(pictures);
            }
        });
        for (int i = 0; i < 20; i++) {
            stages.submit(Frames.bottle(i, i % 4 == 1 ? 77 : 10));
        }

        List<Outcome> outcomes = await(20);

        assertThat(outcomes).filteredOn(Outcome.Scored.class::isInstance).hasSize(15);
        assertThat(outcomes)
                .filteredOn(Outcome.Refused.class::isInstance)
                .hasSize(5)
                .allSatisfy(outcome -> {
                    FrameReading.Malformed refusal = ((Outcome.Refused) outcome).refusal();
                    assertThat(refusal.reason()).isEqualTo(UnscoredReason.SCORING_FAILED);
                    assertThat(refusal.detail()).contains("cannot score 77");
                    assertThat(outcome.ref().offset() % 4).isEqualTo(1);
                });
    }

    @Test
    void shouldGiveAFrameAReasonWhenDecidingOnItFails() throws Exception {
        open(() -> new FakeModel() {
            @Override
            public List<ModelOutput> score(List<RgbImage> pictures) {
                return pictures.stream()
                        .map(picture -> new ModelOutput(new AnomalyMap(1, 1, new float[] {0.1f}), new float[0]))
                        .toList(); // too small for the mask of one camera
            }
        });
        byte[] image = Frames.png(16, 16, 10, 0, 0, 16, 16);
        stages.submit(Frames.accepted(0, "bottle", "cam-mask", image, Optional.empty()));
        stages.submit(Frames.accepted(1, "bottle", "cam", image, Optional.empty()));

        List<Outcome> outcomes = await(2);

        outcomes.sort(Comparator.comparing(outcome -> outcome.ref().offset()));
        assertThat(((Outcome.Refused) outcomes.get(0)).refusal().reason()).isEqualTo(UnscoredReason.SCORING_FAILED);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Scored.class);
    }

    @Test
    void shouldFailWhenTheModelDoes() throws Exception {
        CountDownLatch warm = new CountDownLatch(3);
        open(() -> new FakeModel() {
            @Override
            public List<ModelOutput> score(List<RgbImage> pictures) {
                if (warm.getCount() == 0) {
                    throw new IllegalStateException("out of device memory");
                }
                warm.countDown();
                return super.score(pictures);
            }
        });
        stages.submit(Frames.bottle(0, 10));

        assertThatThrownBy(() -> await(1)).hasMessageContaining("out of device memory");
    }

    @Test
    void shouldSayAtOnceWhyTheModelDoesNotOpen() throws Exception {
        assertRefused(
                tryOpen(SETTINGS, () -> {
                    throw new OperatorException("no bundle there");
                }),
                "no bundle there");
    }

    @Test
    void shouldOpenAnotherModelWhenTheFirstOneIsRefused() throws Exception {
        assertRefused(
                tryOpen(SETTINGS, () -> {
                    throw new OperatorException("no bundle there");
                }),
                "no bundle there");
        assertThat(stages.model()).isEmpty();

        assertThat(stages.open(() -> model).get(30, TimeUnit.SECONDS)).isInstanceOf(OfferOutcome.Active.class);
        assertThat(stages.model()).contains(model.facts());
    }

    private static void assertRefused(OfferOutcome outcome, String message) {
        assertThat(outcome).isInstanceOfSatisfying(OfferOutcome.Refused.class, refused -> {
            assertThat(refused.cause().orElseThrow())
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining(message);
            assertThat(refused.detail()).contains(message);
        });
    }

    private void open(ScoringModel.Source source) throws Exception {
        assertThat(tryOpen(SETTINGS, source)).isInstanceOf(OfferOutcome.Active.class);
    }

    private OfferOutcome tryOpen(ScoringStages.Settings settings, ScoringModel.Source source) throws Exception {
        stages = new ScoringStages(
                settings,
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
        return stages.open(source).get(30, TimeUnit.SECONDS);
    }

    /** Polls as the poll thread does. */
    private List<Outcome> await(int count) throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        Semaphore woken = new Semaphore(0);
        while (outcomes.size() < count) {
            if (completions.mayWait(woken::release)) {
                woken.acquire();
            }
            completions.awake();
            outcomes.addAll(completions.take());
        }
        return outcomes;
    }
}
