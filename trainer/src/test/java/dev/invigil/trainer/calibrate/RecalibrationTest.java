// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.CalibratedCamera;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.CameraRule;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.map.IgnoreMask;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.training.Recipe;
import dev.invigil.detector.training.TrainingListener;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.calibrate.ThresholdChange.Outcome;
import dev.invigil.trainer.train.TrainingEncoder;
import dev.invigil.trainer.train.TrainingJob;
import dev.invigil.trainer.train.TrainingPlan;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecalibrationTest {
    private static final int SIDE = 48;
    private static final AskedRates AS_BEFORE = new AskedRates(OptionalDouble.empty(), OptionalDouble.empty());

    private static final TrainingPlan PLAN = new TrainingPlan(
            "parts",
            "1",
            DetectorFamilies.named("invad"),
            Preprocessing.imageNet(SIDE, SIDE),
            PostProcessing.maximum(2),
            new Recipe(1, 8, 0.004, 7, Precision.FLOAT32),
            0.25,
            FalseRejectRates.DEFAULT);

    @TempDir
    static Path folder;

    private static ModelBundle bundle;

    @BeforeAll
    static void train() throws IOException {
        ComputeDevice.useThreads(1);
        parts(folder.resolve("old/lime/train/good"), 20, 1);
        parts(folder.resolve("old/plum/train/good"), 20, 2);
        parts(folder.resolve("new/lime"), 40, 3);
        bundle = new TrainingJob(PLAN, TrainingEncoder.random(1), ComputeDevice.cpu(), "test", Clock.systemUTC())
                .run(DataSet.read(folder.resolve("old")).classes(), folder.resolve("bundle"), new Silent());
    }

    @Test
    void shouldSetTheThresholdsOfAClassByFreshPartsAndLeaveOthersAsTheyWere() throws IOException {
        Recalibration result = byPictures("new", new AskedRates(OptionalDouble.of(0.05), OptionalDouble.empty()));

        CalibratedClass lime = result.model().known("lime").orElseThrow();
        assertThat(lime.calibrationScores()).hasSize(40);
        assertThat(lime.threshold().basis()).isEqualTo(new Basis.Calibrated());
        assertThat(lime.threshold().asked()).isEqualTo(new FalseRejectRates(0.05, 0.05));
        assertThat(lime.threshold().reject()).isEqualTo(lime.calibrationScores().get(40 - 2));
        assertThat(result.model().known("plum")).isEqualTo(bundle.model().known("plum"));
        assertThat(result.model().provenance()).isEqualTo(bundle.model().provenance());
        assertThat(result.changes()).singleElement().satisfies(change -> {
            assertThat(change.product()).isEqualTo("lime");
            assertThat(change.before().parts()).isEqualTo(5);
            assertThat(change.trained()).isZero();
            assertThat(change.after()).isEqualTo(new Outcome.Calibrated(lime.threshold()));
        });
    }

    @Test
    void shouldGiveThePartsHeldOutInTrainingTheScoresTheyHadThen() throws IOException {
        Recalibration result = byPictures("old", AS_BEFORE);

        assertThat(result.model()).isEqualTo(bundle.model());
        assertThat(result.changes()).hasSize(2).allSatisfy(change -> assertThat(change.trained())
                .as("the other parts were trained on")
                .isEqualTo(15));
    }

    /** Two cameras look at the same 20 parts; the model is trained on the images of one, and calibrated for the other. */
    @Test
    void shouldLeaveOutOtherViewsOfPartsThatWereTrainedOn() throws IOException {
        parts(folder.resolve("first/fig"), 20, 7);
        parts(folder.resolve("second/fig"), 20, 8);
        ModelBundle trained = new TrainingJob(
                        PLAN, TrainingEncoder.random(1), ComputeDevice.cpu(), "test", Clock.systemUTC())
                .run(List.of(views("first")), folder.resolve("views"), new Silent());

        List<String> left = new ArrayList<>();
        for (String camera : List.of("first", "second")) {
            Recalibration result = Recalibration.byPictures(
                    trained,
                    folder.resolve(camera),
                    List.of(views(camera)),
                    AS_BEFORE,
                    Optional.empty(),
                    CameraRules.NONE,
                    ComputeDevice.cpu(),
                    (done, total) -> {});
            ThresholdChange change = result.changes().get(0);
            left.add("%s: %d trained on, %d left"
                    .formatted(
                            camera,
                            change.trained(),
                            result.model()
                                    .known("fig")
                                    .orElseThrow()
                                    .threshold()
                                    .parts()));
        }

        assertThat(left).containsExactly("first: 15 trained on, 5 left", "second: 15 trained on, 5 left");
    }

    /** All images of a camera, each named after its part. */
    private static ProductClass views(String camera) {
        List<Picture> images = new ArrayList<>();
        Map<Picture, String> samples = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            Picture image = Picture.of(folder.resolve(camera + "/fig/" + i + ".png"));
            images.add(image);
            samples.put(image, "S" + i);
        }
        return new ProductClass("fig", images, List.of(), samples);
    }

    @Test
    void shouldCountACopyOfAPictureOnce() throws IOException {
        Path copies = folder.resolve("copies/lime");
        parts(copies, 6, 4);
        for (int i = 0; i < 6; i++) {
            Files.copy(copies.resolve(i + ".png"), copies.resolve("copy-" + i + ".png"));
        }
        Recalibration result = byPictures("copies", AS_BEFORE);

        assertThat(result.changes()).singleElement().satisfies(change -> assertThat(change.repeated())
                .isEqualTo(6));
        assertThat(result.model().known("lime").orElseThrow().threshold().parts())
                .isEqualTo(6);
    }

    @Test
    void shouldRefuseAClassWithTooFewFreshPartsAndKeepWhatItHad() throws IOException {
        parts(folder.resolve("few/lime"), 4, 5);
        Recalibration result = byPictures("few", AS_BEFORE);

        assertThat(result.isAny()).isFalse();
        assertThat(result.model()).isEqualTo(bundle.model());
        assertThat(result.changes().get(0).after())
                .isEqualTo(
                        new Outcome.Refused(
                                4,
                                "4 held-out good parts: even a provisional threshold needs 5, and a guarantee of 1.00 % needs 99; collect more images of good parts"));
    }

    @Test
    void shouldSetTheThresholdsOfOneCamera() throws IOException {
        Recalibration result = Recalibration.byPictures(
                bundle,
                folder.resolve("new"),
                good("new"),
                AS_BEFORE,
                Optional.of("cam-3"),
                CameraRules.NONE,
                ComputeDevice.cpu(),
                (done, total) -> {});

        CalibratedClass before = bundle.model().known("lime").orElseThrow();
        CalibratedClass lime = result.model().known("lime").orElseThrow();
        assertThat(lime.threshold()).isEqualTo(before.threshold());
        assertThat(lime.camera("cam-3"))
                .hasValueSatisfying(own -> assertThat(own.calibrationScores()).hasSize(40));
        assertThat(result.changes().get(0).camera()).contains("cam-3");
    }

    /** Without it, a line with another mask could not know that the guarantee does not hold there. */
    @Test
    void shouldRecordTheMaskThatTheScoresWereComputedWith() throws IOException {
        byte[] ignored = new byte[SIDE * SIDE];
        Arrays.fill(ignored, 0, ignored.length / 2, (byte) 1);
        IgnoreMask mask = IgnoreMask.of(SIDE, SIDE, ignored);
        CameraRules rules = new CameraRules(
                CameraRule.NONE,
                Map.of(
                        new CameraRules.Target(Optional.of("lime"), Optional.of("cam-3")),
                        new CameraRule(1, Optional.of(mask))));
        Recalibration result = Recalibration.byPictures(
                bundle,
                folder.resolve("new"),
                good("new"),
                AS_BEFORE,
                Optional.of("cam-3"),
                rules,
                ComputeDevice.cpu(),
                (done, total) -> {});

        CalibratedClass lime = result.model().known("lime").orElseThrow();
        assertThat(lime.camera("cam-3").orElseThrow().threshold().mask()).contains(mask.digest());
        assertThat(lime.threshold().mask()).as("of the other cameras").isEmpty();
        ModelBundle masked = new ModelBundle(
                result.model(),
                bundle.digest(),
                bundle.weights(),
                bundle.trainingPictures(),
                bundle.prototypes(),
                bundle.selfTest());
        AskedRates asked = new AskedRates(OptionalDouble.of(0.3), OptionalDouble.empty());
        CalibratedClass later = Recalibration.byKeptScores(masked, asked, Optional.empty())
                .model()
                .known("lime")
                .orElseThrow();
        assertThat(later.camera("cam-3").orElseThrow().threshold().mask())
                .as("the scores are the same")
                .contains(mask.digest());
        assertThat(later.threshold().mask()).isEmpty();
    }

    @Test
    void shouldTakeOtherRatesFromTheScoresThatTheBundleKeeps() {
        AskedRates asked = new AskedRates(OptionalDouble.of(0.2), OptionalDouble.of(0.4));
        Recalibration result = Recalibration.byKeptScores(bundle, asked, Optional.empty());

        assertThat(result.changes()).hasSize(2);
        assertThat(result.model().classes()).allSatisfy(known -> {
            assertThat(known.threshold().basis()).isEqualTo(new Basis.Calibrated());
            assertThat(known.threshold().reject())
                    .isEqualTo(known.calibrationScores().get(4));
            assertThat(known.threshold().review())
                    .isEqualTo(known.calibrationScores().get(3));
        });
        assertThatThrownBy(() -> Recalibration.byKeptScores(bundle, asked, Optional.of("cam-9")))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("cam-9");
    }

    @Test
    void shouldTakeOtherRatesForCamerasToo() {
        CalibratedCamera own = CalibratedCamera.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), FalseRejectRates.DEFAULT);
        List<CalibratedClass> classes = bundle.model().classes().stream()
                .map(known -> known.with("cam-3", own))
                .toList();
        ModelBundle cameras = new ModelBundle(
                bundle.model().withClasses(classes),
                bundle.digest(),
                bundle.weights(),
                bundle.trainingPictures(),
                bundle.prototypes(),
                bundle.selfTest());
        AskedRates asked = new AskedRates(OptionalDouble.of(0.3), OptionalDouble.empty());

        assertThat(Recalibration.byKeptScores(cameras, asked, Optional.empty()).changes())
                .hasSize(4);
        Recalibration one = Recalibration.byKeptScores(cameras, asked, Optional.of("cam-3"));
        assertThat(one.changes()).hasSize(2);
        assertThat(one.model().classes()).allSatisfy(known -> assertThat(
                        known.camera("cam-3").orElseThrow().threshold().reject())
                .isEqualTo(5.0));
    }

    @Test
    void shouldNameClassesThatTheModelDoesNotKnow() throws IOException {
        parts(folder.resolve("strange/pear"), 5, 6);
        assertThatThrownBy(() -> byPictures("strange", AS_BEFORE))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("does not know the product pear; it knows lime, plum");
    }

    private static Recalibration byPictures(String data, AskedRates asked) throws IOException {
        return Recalibration.byPictures(
                bundle,
                folder.resolve(data),
                good(data),
                asked,
                Optional.empty(),
                CameraRules.NONE,
                ComputeDevice.cpu(),
                (done, total) -> {});
    }

    private static List<ProductClass> good(String data) throws IOException {
        return DataSet.readGoodParts(folder.resolve(data), Optional.empty(), OptionalInt.empty())
                .classes();
    }

    /** Discs with a little noise, so that no two images are alike. */
    private static void parts(Path place, int count, long seed) throws IOException {
        Files.createDirectories(place);
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            Graphics2D paint = picture.createGraphics();
            paint.setColor(new Color(110, 170, 50));
            paint.fillOval(6, 6, 34, 34);
            paint.dispose();
            for (int pixel = 0; pixel < 50; pixel++) {
                picture.setRGB(random.nextInt(SIDE), random.nextInt(SIDE), random.nextInt(1 << 24));
            }
            ImageIO.write(picture, "png", place.resolve(i + ".png").toFile());
        }
    }

    private static final class Silent implements TrainingJob.Listener {
        @Override
        public void stepped(TrainingListener.Progress progress) {}

        @Override
        public void calibrated(int done, int total) {}
    }
}
