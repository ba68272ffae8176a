// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.PictureDigests;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.evaluate.BundleEvaluation;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.benchmark.report.DecidedPart;
import dev.invigil.benchmark.report.Report;
import dev.invigil.benchmark.report.ReportJob;
import dev.invigil.benchmark.single.ScoredImage;
import dev.invigil.benchmark.single.SingleImageScoring;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.TrainingPictures;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.GoodParts;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.training.Recipe;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.RenderedParts;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingJobTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final TrainingPlan PLAN = plan(60);

    @TempDir
    static Path folder;

    private static List<ProductClass> data;
    private static Path out;
    private static ModelBundle bundle;

    @BeforeAll
    static void train() throws Exception {
        // so small a network gains nothing from a second thread, and loses much on a busy machine
        ComputeDevice.useThreads(1);
        RenderedParts.write(folder.resolve("data"), "plum", new Color(120, 40, 90), 20);
        RenderedParts.write(folder.resolve("data"), "lime", new Color(110, 170, 50), 20);
        data = DataSet.read(folder.resolve("data")).classes();
        out = folder.resolve("bundle");
        bundle = job(PLAN).run(data, out, new Silent());
    }

    @Test
    void shouldWriteABundleThatLoadsAsWritten() throws Exception {
        ModelBundle loaded = ModelBundle.load(out);

        assertThat(loaded.digest()).isEqualTo(bundle.digest());
        assertThat(loaded.model()).isEqualTo(bundle.model());
    }

    @Test
    void shouldHoldCalibrationPartsOutOfTraining() {
        assertThat(bundle.model().classes()).extracting(CalibratedClass::name).containsExactly("lime", "plum");
        assertThat(bundle.model().classes()).allSatisfy(known -> {
            assertThat(known.trainingParts()).isEqualTo(15);
            assertThat(known.threshold().parts()).isEqualTo(5);
            assertThat(known.threshold().basis()).isInstanceOf(Basis.Provisional.class);
        });
    }

    @Test
    void shouldNameTheBackbone() {
        assertThat(bundle.model().provenance().backbone().orElseThrow().file()).isEqualTo("tiny");
        assertThat(bundle.model().provenance().hasRandomEncoder()).isFalse();
        assertThat(bundle.model().detector().encoderName()).isEqualTo("tiny");
    }

    @Test
    void shouldGiveTheSameModelForTheSameSeed() throws Exception {
        TrainingPlan few = plan(10);
        ModelBundle once = job(few).run(data, folder.resolve("once"), new Silent());
        ModelBundle again = job(few).run(data, folder.resolve("again"), new Silent());

        assertThat(again.digest()).isEqualTo(once.digest()).isNotEqualTo(bundle.digest());
    }

    @Test
    void shouldTellBlocksFromGoodPartsInEveryClass() {
        EvaluationResult result = BundleEvaluation.evaluate(
                bundle, data, MetricDefinition.ADER, ComputeDevice.cpu(), (done, total) -> {});

        assertThat(result.classes()).hasSize(2).allSatisfy(metrics -> {
            assertThat(metrics.value(Metric.IMAGE_AUROC).orNaN()).isEqualTo(1);
            assertThat(metrics.value(Metric.PIXEL_AUROC).orNaN()).isGreaterThan(0.9);
        });
    }

    @Test
    void shouldReportWhatBecameOfEveryPart() {
        Report report = new ReportJob(bundle, folder.resolve("data"), "test", CLOCK)
                .run(data, MetricDefinition.ADER, Optional.empty(), ComputeDevice.cpu(), (done, total) -> {});

        assertThat(report.classes()).hasSize(2).allSatisfy(known -> {
            assertThat(known.good().total()).isEqualTo(2);
            assertThat(known.defective().total()).isEqualTo(2);
            assertThat(known.resamples().draws()).containsKey(Metric.IMAGE_AUROC);
            assertThat(known.thumbnails()).hasSize(4).allSatisfy(thumbnail -> assertThat(thumbnail.heat())
                    .startsWith("data:image/jpeg;base64,"));
        });
        assertThat(report.classes().get(0).parts())
                .extracting(DecidedPart::file)
                .contains("lime/test/block/000.png", "lime/test/good/001.png");
    }

    @Test
    void shouldRejectABlockAndSayWhereItIs() {
        Path block = folder.resolve("data/lime/test/block/000.png");

        ScoredImage scored = new SingleImageScoring(bundle)
                .score(List.of(block), Optional.empty(), ComputeDevice.cpu())
                .get(0);

        assertThat(scored.product()).isEqualTo("lime");
        assertThat(scored.decision()).isEqualTo(Decision.REJECT);
        assertThat(scored.regions().get(0).peakX() * scored.across()).isBetween(12.0, 36.0);
    }

    @Test
    void shouldTellAPartOfAnotherProductAndKeepThatInTheBundle() throws Exception {
        Path plum = folder.resolve("data/plum/test/good/000.png");

        SingleImageScoring scoring = new SingleImageScoring(ModelBundle.load(out));
        ScoredImage asLime = scoring.score(List.of(plum), Optional.of("lime"), ComputeDevice.cpu())
                .get(0);
        ScoredImage asPlum = scoring.score(List.of(plum), Optional.of("plum"), ComputeDevice.cpu())
                .get(0);

        assertThat(asLime.decision()).isEqualTo(Decision.WRONG_PRODUCT);
        assertThat(asLime.looksLike()).contains("plum");
        assertThat(asLime.regions()).isEmpty();
        assertThat(asPlum.looksLike()).isEmpty();
        assertThat(asPlum.decision()).isNotEqualTo(Decision.WRONG_PRODUCT);
    }

    @Test
    void shouldAskForTheProductWhenThePathDoesNotTell() throws Exception {
        Path nowhere = Files.copy(folder.resolve("data/lime/test/good/000.png"), folder.resolve("some.png"));

        assertThatThrownBy(() ->
                        new SingleImageScoring(bundle).score(List.of(nowhere), Optional.empty(), ComputeDevice.cpu()))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("--product, one of lime, plum");
    }

    @Test
    void shouldRefuseAnUnknownProduct() {
        assertThatThrownBy(() -> new SingleImageScoring(bundle)
                        .score(List.of(folder.resolve("x.png")), Optional.of("pear"), ComputeDevice.cpu()))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("it knows lime, plum");
    }

    @Test
    void shouldRefuseDataWithoutGoodParts() {
        List<ProductClass> onlyTests = data.stream()
                .map(p -> new ProductClass(p.name(), List.of(), p.test()))
                .toList();

        assertThatThrownBy(() -> job(PLAN).run(onlyTests, folder.resolve("none"), new Silent()))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("no product has images of good parts to train on");
    }

    @Test
    void shouldNotOverwriteAFolderThatIsNoBundle() {
        assertThatThrownBy(() -> job(PLAN).run(data, folder.resolve("data"), new Silent()))
                .isInstanceOf(OperatorException.class);
    }

    @Test
    void shouldNameThePictureThatCannotBeRead() throws Exception {
        Path broken = folder.resolve("broken/pear/train/good");
        Files.createDirectories(broken);
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pictures.add(Picture.of(Files.writeString(broken.resolve(i + ".png"), "no picture " + i)));
        }
        List<ProductClass> pears = List.of(new ProductClass("pear", pictures, List.of()));

        assertThatThrownBy(() -> job(PLAN).run(pears, folder.resolve("none"), new Silent()))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("broken/pear/train/good/");
    }

    @Test
    void shouldRefuseAClassWithTooFewPartsForAnyThresholdBeforeItTrains() {
        List<ProductClass> few =
                List.of(new ProductClass("pear", data.get(0).train().subList(0, 9), List.of()));

        assertThatThrownBy(() -> job(PLAN).run(few, folder.resolve("none"), new Silent()))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining(
                        "pear: 4 held-out good parts: even a provisional threshold needs 5, and a guarantee of"
                                + " 1.00 % needs 99; collect more images of good parts,"
                                + " or hold out 5 of the 9 with --calibration-share 0.56");
    }

    @Test
    void shouldRememberWhichPicturesItWasTrainedOn() throws Exception {
        Set<String> learned = new HashSet<>();
        for (ProductClass product : data) {
            learned.addAll(PictureDigests.of(
                            GoodParts.split(product.train(), 0.25, 7).training().list())
                    .values());
        }

        assertThat(bundle.trainingPictures()).contains(TrainingPictures.of(learned));
        assertThat(ModelBundle.load(out).trainingPictures()).isEqualTo(bundle.trainingPictures());
    }

    @Test
    void shouldKeepItsQualityWhenItStartsFromABundle() throws Exception {
        ModelBundle warm = job(plan(3)).startingFrom(bundle).run(data, folder.resolve("warm"), new Silent());
        ModelBundle cold = job(plan(3)).run(data, folder.resolve("cold"), new Silent());

        assertThat(warm.model().provenance().startedFrom()).contains(bundle.digest());
        assertThat(ModelBundle.load(folder.resolve("warm")).model()).isEqualTo(warm.model());
        assertThat(imageAurocs(warm, data)).containsOnly(1.0);
        assertThat(pixelAuroc(warm)).isGreaterThan(0.9).isGreaterThan(pixelAuroc(cold));
    }

    @Test
    void shouldProcessMapsAsTheBundleDoesThatItStartsFrom() throws Exception {
        TrainingPlan few = plan(1);
        TrainingPlan smoother = new TrainingPlan(
                few.name(),
                few.version(),
                few.family(),
                few.preprocessing(),
                PostProcessing.maximum(4),
                few.recipe(),
                few.calibrationShare(),
                few.rates());

        ModelBundle warm = job(smoother).startingFrom(bundle).run(data, folder.resolve("smooth"), new Silent());

        assertThat(warm.model().detector().postprocessing()).isEqualTo(PostProcessing.maximum(2));
    }

    @Test
    void shouldLearnAProductThatIsAddedLater() throws Exception {
        RenderedParts.write(folder.resolve("more"), "kiwi", new Color(70, 60, 160), 20);
        List<ProductClass> more = new ArrayList<>(data);
        more.addAll(DataSet.read(folder.resolve("more")).classes());

        ModelBundle warm = job(plan(10)).startingFrom(bundle).run(more, folder.resolve("with kiwi"), new Silent());

        assertThat(warm.model().classes()).extracting(CalibratedClass::name).containsExactly("lime", "plum", "kiwi");
        assertThat(imageAurocs(warm, more)).containsOnly(1.0);
    }

    @Test
    void shouldSayWhyATrainingCannotStartFromABundle() throws Exception {
        TrainingPlan larger = plan(3).with(Preprocessing.imageNet(64, 64));
        TrainingJob other = new TrainingJob(larger, TrainingEncoder.random(1), ComputeDevice.cpu(), "test", CLOCK);

        assertThatThrownBy(() -> other.startingFrom(bundle))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("its input size is 48 x 48, that of the training is 64 x 64")
                .hasMessageContaining("its encoder is tiny (")
                .hasMessageContaining("that of the training is random (")
                .hasMessageContaining("Train from scratch");
    }

    private static List<Double> imageAurocs(ModelBundle model, List<ProductClass> products) {
        return evaluate(model, products).classes().stream()
                .map(metrics -> metrics.value(Metric.IMAGE_AUROC).orNaN())
                .toList();
    }

    private static double pixelAuroc(ModelBundle model) {
        return evaluate(model, data).classes().stream()
                .mapToDouble(metrics -> metrics.value(Metric.PIXEL_AUROC).orNaN())
                .average()
                .orElseThrow();
    }

    private static EvaluationResult evaluate(ModelBundle model, List<ProductClass> products) {
        return BundleEvaluation.evaluate(
                model, products, MetricDefinition.ADER, ComputeDevice.cpu(), (done, total) -> {});
    }

    private static TrainingPlan plan(int epochs) {
        return new TrainingPlan(
                "parts",
                "1",
                DetectorFamilies.named("invad"),
                Preprocessing.imageNet(48, 48),
                PostProcessing.maximum(2),
                new Recipe(epochs, 8, 0.004, 7, Precision.FLOAT32),
                0.25,
                FalseRejectRates.DEFAULT);
    }

    private static TrainingJob job(TrainingPlan plan) throws IOException {
        return new TrainingJob(plan, TrainingEncoder.tiny(), ComputeDevice.cpu(), "test", CLOCK);
    }

    private static final class Silent implements TrainingJob.Listener {
        @Override
        public void stepped(Progress progress) {}

        @Override
        public void calibrated(int done, int total) {}
    }
}
