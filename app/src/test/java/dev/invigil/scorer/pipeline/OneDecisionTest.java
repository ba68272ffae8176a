// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.evaluate.BundleEvaluation;
import dev.invigil.benchmark.evaluate.LineConditions;
import dev.invigil.benchmark.metric.EvaluationOptions;
import dev.invigil.benchmark.single.ScoredImage;
import dev.invigil.benchmark.single.SingleImageScoring;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.threshold.ThresholdOverride;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.detector.bundle.CalibratedCamera;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.camera.CameraRuleEntries;
import dev.invigil.detector.camera.CameraRulesFile;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.Inspection;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.Inspector;
import dev.invigil.detector.decision.ModelThresholds;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.invad.TinyInvad;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.product.PrototypeFit;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.TensorFile;
import dev.invigil.kit.config.DataSize;
import dev.invigil.scorer.model.BundleModel;
import dev.invigil.scorer.model.ScoringModel;
import dev.invigil.scorer.threshold.OperatorThresholds;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same images through the scorer, {@code evaluate} and {@code score}: with random rules, overrides and product findings, each decides
 * as the others do, though they score in batches of different sizes. In the scorer's package, so that no broker is needed.
 */
@Timeout(900)
class OneDecisionTest {
    private static final int SIDE = 64;
    private static final int ROUNDS = 10;
    private static final int IMAGES = 50;
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final List<String> PRODUCTS = List.of("cap", "flange");
    private static final List<String> CAMERAS = List.of("cam-1", "cam-2", "cam-3");

    @TempDir
    private static Path folder;

    private static final Map<String, List<Path>> FILES = new TreeMap<>();
    private static final Map<String, List<RgbImage>> IMAGES_OF = new TreeMap<>();
    private static ModelBundle bundle;

    @BeforeAll
    static void write() throws Exception {
        // so small a network gains nothing from a second thread, and loses much on a busy machine
        ComputeDevice.useThreads(1);
        Random random = new Random(1);
        for (String product : PRODUCTS) {
            Path good = Files.createDirectories(folder.resolve("data/" + product + "/test/good"));
            Files.createDirectories(folder.resolve("data/" + product + "/train/good"));
            List<Path> files = new ArrayList<>();
            for (int i = 0; i < IMAGES; i++) {
                files.add(image(good.resolve("%03d.png".formatted(i)), brightness(product, i, random), random));
            }
            FILES.put(product, files);
            IMAGES_OF.put(product, files.stream().map(OneDecisionTest::prepared).toList());
        }
        bundle = bundle(TinyInvad.detector(SIDE, 5));
    }

    /** Most images are of their product, some of the other one, some of none. */
    private static int brightness(String product, int number, Random random) {
        int own = product.equals("cap") ? 60 : 190;
        int middle = number % 10 == 0 ? 250 - own : number % 10 == 1 ? 125 : own;
        return middle + random.nextInt(11) - 5;
    }

    private static Path image(Path file, int brightness, Random random) throws IOException {
        BufferedImage image = new BufferedImage(80, 72, BufferedImage.TYPE_INT_RGB);
        int spotX = random.nextInt(70);
        int spotY = random.nextInt(60);
        int spot = random.nextInt(120);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int value = brightness + random.nextInt(9);
                value += x >= spotX && x < spotX + 10 && y >= spotY && y < spotY + 10 ? spot : 0;
                int grey = Math.min(255, value);
                image.setRGB(x, y, grey << 16 | grey << 8 | grey);
            }
        }
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private static RgbImage prepared(Path file) {
        try {
            return new ImageDecoder().decode(Files.readAllBytes(file)).resized(SIDE, SIDE);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calibrated by the very images of the test: their scores are the thresholds, and ties decide. */
    private static ModelBundle bundle(Detector detector) throws Exception {
        Map<String, List<float[]>> features = new TreeMap<>();
        Map<String, List<Double>> scores = new LinkedHashMap<>();
        PostProcessing postprocessing = detector.spec().postprocessing();
        Inspector inspector = new Inspector(postprocessing, ModelThresholds.none(), CameraRules.NONE);
        try (OpenDetector scorer = detector.open(ComputeDevice.cpu())) {
            for (String product : PRODUCTS) {
                OpenDetector.Batch all = scorer.score(IMAGES_OF.get(product));
                scores.put(
                        product,
                        all.maps().stream()
                                .map(map -> inspector
                                        .score(map, InspectionPoint.of(product))
                                        .score())
                                .toList());
                List<float[]> usual = new ArrayList<>();
                for (int i = 0; i < IMAGES; i++) {
                    if (i % 10 > 1) {
                        usual.add(all.features().get(i));
                    }
                }
                features.put(product, usual);
            }
        }
        Prototypes prototypes = PrototypeFit.of(features);
        List<CalibratedClass> classes = scores.entrySet().stream()
                .map(one -> CalibratedClass.of(
                                one.getKey(),
                                9,
                                one.getValue(),
                                new FalseRejectRates(0.2, 0.5),
                                postprocessing.tolerance())
                        .with(
                                "cam-2",
                                CalibratedCamera.of(
                                        one.getValue(), new FalseRejectRates(0.4, 0.8), postprocessing.tolerance())))
                .toList();
        ModelDescription description = new ModelDescription(
                "tiny",
                "1",
                NOW,
                detector.spec(),
                classes,
                new Provenance(
                        DIGEST,
                        1,
                        new Provenance.Recipe(1, 1, 0.001, 0.1, Precision.FLOAT32),
                        Optional.empty(),
                        "0.1.0",
                        Optional.empty(),
                        List.of()));
        ModelBundle.write(
                folder.resolve("bundle"),
                new ModelBundle.Content(
                        description, TensorFile.of(detector.state()), Optional.empty(), prototypes, Optional.empty()));
        return ModelBundle.load(folder.resolve("bundle"));
    }

    @Test
    void shouldDecideAlikeInTheScorerInEvaluateAndInScore() throws Exception {
        Random random = new Random(2);
        List<ProductClass> data = DataSet.read(folder.resolve("data")).classes();
        Set<Decision> seen = EnumSet.noneOf(Decision.class);
        Set<String> origins = ConcurrentHashMap.newKeySet();
        int compared = 0;
        int relieved = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path file = rules(random, round);
            CameraRuleEntries entries = CameraRuleEntries.NONE.with(CameraRulesFile.read(file));
            String camera = CAMERAS.get(round % CAMERAS.size());
            Overrides overrides = overrides(random);
            LineConditions conditions =
                    new LineConditions(entries.rules(SIDE, SIDE), Optional.of(camera), overrides, NOW);

            Map<Path, Inspection> evaluated = evaluate(data, conditions);
            Map<Path, ScoredImage> scored = score(conditions);
            Map<Path, Verdict> verdicts = verdicts(entries, camera, overrides);

            assertThat(evaluated.keySet()).isEqualTo(verdicts.keySet()).isEqualTo(scored.keySet());
            for (Map.Entry<Path, Verdict> one : verdicts.entrySet()) {
                Verdict verdict = one.getValue();
                Inspection byEvaluate = evaluated.get(one.getKey());
                Inspection byScore = scored.get(one.getKey()).inspection();
                String what = "round " + round + ", " + one.getKey();
                assertThat(summary(byScore)).as(what).isEqualTo(summary(byEvaluate));
                assertThat(summary(verdict)).as(what).isEqualTo(summary(byEvaluate));
                seen.add(byEvaluate.decision());
                origins.add(byEvaluate.threshold().origin().label());
                relieved += verdict.relieved().isPresent() ? 1 : 0;
                compared++;
            }
        }
        assertThat(compared).isEqualTo(1_000);
        assertThat(seen).containsExactlyInAnyOrder(Decision.values());
        assertThat(origins).containsExactlyInAnyOrder("bundle", "bundle-camera", "override");
        assertThat(relieved).as("decisions that a rule made milder").isGreaterThan(20);
    }

    /** The calibration parts' own scores are the thresholds, so a strict comparison would decide by the last digits. */
    @Test
    void shouldDecideOnEveryCalibrationPartAlikeAtEveryBatchSize() {
        try (ScoringModel model =
                BundleModel.of(folder.resolve("bundle"), "cpu").open()) {
            for (String product : PRODUCTS) {
                List<List<Decision>> alone = decisions(model, product, 1);
                for (int batch = 2; batch <= 20; batch++) {
                    assertThat(decisions(model, product, batch))
                            .as("%s in batches of %d", product, batch)
                            .isEqualTo(alone);
                }
            }
        }
    }

    /** For each image, the decision at each camera. */
    private static List<List<Decision>> decisions(ScoringModel model, String product, int batch) {
        Inspector inspector = bundle.inspector(CameraRules.NONE);
        List<List<Decision>> all = new ArrayList<>();
        List<RgbImage> images = IMAGES_OF.get(product);
        for (int first = 0; first < images.size(); first += batch) {
            model.score(images.subList(first, Math.min(images.size(), first + batch)))
                    .forEach(output -> all.add(CAMERAS.stream()
                            .map(camera -> inspector
                                    .inspect(
                                            output.map(),
                                            Optional.empty(),
                                            InspectionPoint.of(product, camera),
                                            Overrides.NONE,
                                            NOW)
                                    .decision())
                            .toList()));
        }
        return all;
    }

    /** What must be equal. Scores may differ in their last digits, by the batch size. */
    private record Summary(
            String decision,
            String origin,
            boolean isGuaranteed,
            Optional<String> mask,
            boolean isRelieved,
            Optional<String> looksLike) {}

    private static Summary summary(Inspection inspection) {
        return new Summary(
                inspection.decision().name(),
                inspection.threshold().origin().label(),
                inspection.threshold().threshold().basis() instanceof Basis.Calibrated,
                inspection.maskDigest(),
                inspection.effect().isPresent(),
                inspection.check().flatMap(check -> check.looksLike()));
    }

    private static Summary summary(Verdict verdict) {
        return new Summary(
                verdict.decision().name(),
                verdict.threshold().orElseThrow().origin(),
                verdict.threshold().orElseThrow().basis() == Threshold.Basis.CALIBRATED,
                verdict.maskDigest(),
                verdict.relieved().isPresent(),
                verdict.productCheck().flatMap(check -> check.looksLike()));
    }

    private static Map<Path, Inspection> evaluate(List<ProductClass> data, LineConditions conditions) {
        Map<Path, Inspection> all = new ConcurrentHashMap<>();
        BundleEvaluation.evaluate(
                bundle,
                data,
                EvaluationOptions.defaults(),
                conditions,
                ComputeDevice.cpu(),
                (done, total) -> {},
                (product, photograph, scored, inspection) ->
                        all.put(Path.of(photograph.image().toString()), inspection.orElseThrow()),
                evaluation -> 0);
        return all;
    }

    private static Map<Path, ScoredImage> score(LineConditions conditions) {
        Map<Path, ScoredImage> all = new TreeMap<>();
        FILES.forEach((product, files) -> new SingleImageScoring(bundle, conditions)
                .score(files, Optional.of(product), ComputeDevice.cpu())
                .forEach(one -> all.put(one.file(), one)));
        return all;
    }

    private static Map<Path, Verdict> verdicts(CameraRuleEntries rules, String camera, Overrides overrides)
            throws Exception {
        CompletionQueue completions = new CompletionQueue();
        OutcomeRecords records = new OutcomeRecords("t.", "scorer", DataSize.mebibytes(1));
        Duration minute = Duration.ofMinutes(1);
        ScoringStages stages = new ScoringStages(
                new ScoringStages.Settings(
                        8,
                        Duration.ofMillis(1),
                        new DecodePool.Limits(2, 1 << 28, minute),
                        2,
                        1_000_000,
                        1_000_000,
                        rules,
                        new MapPolicy(0)),
                () -> overrides,
                ref -> true,
                completions,
                new NoShadow(),
                new ScorerMetrics(new PrometheusRegistry()),
                new DeviceWatch(new DeviceWatch.Limits(minute, minute, minute), System::nanoTime),
                System::nanoTime,
                InstantSource.fixed(NOW));
        List<Path> files = new ArrayList<>();
        Map<Path, Verdict> all = new TreeMap<>();
        try {
            stages.open(BundleModel.of(folder.resolve("bundle"), "cpu")).get(60, TimeUnit.SECONDS);
            for (Map.Entry<String, List<Path>> product : FILES.entrySet()) {
                for (Path file : product.getValue()) {
                    stages.submit(Frames.accepted(
                            files.size(), product.getKey(), camera, Files.readAllBytes(file), Optional.empty()));
                    files.add(file);
                }
            }
            Semaphore woken = new Semaphore(0);
            while (all.size() < files.size()) {
                if (completions.mayWait(woken::release)) {
                    woken.acquire();
                }
                completions.awake();
                for (Outcome outcome : completions.take()) {
                    byte[] verdict = records.of(outcome, NOW).stream()
                            .filter(record -> record.topic().equals("t.verdicts"))
                            .findFirst()
                            .orElseThrow()
                            .value();
                    all.put(
                            files.get((int) outcome.ref().offset()),
                            ((Reading.Accepted<Verdict>) VerdictCodec.decode(verdict)).value());
                }
            }
        } finally {
            stages.close();
            stages.awaitClosed(Duration.ofSeconds(30));
        }
        return all;
    }

    /** For both products and two of the cameras, as the line's file has it. */
    private static Path rules(Random random, int round) throws IOException {
        StringBuilder text = new StringBuilder("rules:\n");
        for (String product : PRODUCTS) {
            for (String camera : CAMERAS.subList(0, 2)) {
                text.append(
                        "  - {product: %s, camera: %s, min-region-area: %d, ignore: [{rectangle: {x: %.3f, y: %.3f, width: 0.4, height: 0.4}}]}%n"
                                .formatted(
                                        product,
                                        camera,
                                        1 + random.nextInt(300),
                                        0.6 * random.nextDouble(),
                                        0.6 * random.nextDouble()));
            }
        }
        return Files.writeString(folder.resolve("rules-" + round + ".yaml"), text);
    }

    /** None, or one for a product, expired, of another model, or in force. */
    private static Overrides overrides(Random random) {
        Overrides all = Overrides.NONE;
        for (String product : PRODUCTS) {
            double middle = bundle.model().threshold(product).orElseThrow().review();
            double reject = middle * (0.9 + 0.2 * random.nextDouble());
            ThresholdOverride set = new ThresholdOverride(
                    1,
                    product,
                    random.nextBoolean() ? Optional.of("cam-1") : Optional.empty(),
                    reject,
                    reject * (0.9 + 0.1 * random.nextDouble()),
                    random.nextInt(3) == 0 ? Optional.of(DIGEST) : Optional.of(bundle.digest()),
                    "a test",
                    "me",
                    NOW.minusSeconds(60),
                    random.nextInt(3) == 0 ? Optional.of(NOW.minusSeconds(1)) : Optional.empty());
            if (random.nextInt(4) > 0) {
                all = all.with(OperatorThresholds.of(set, new RecordPosition("t.thresholds", 0, 1)));
            }
        }
        return all;
    }
}
