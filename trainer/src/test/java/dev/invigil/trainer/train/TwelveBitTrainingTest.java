// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.single.ScoredImage;
import dev.invigil.benchmark.single.SingleImageScoring;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.image.SampleWindow;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.training.Recipe;
import dev.invigil.trainer.depth.DepthCheck;
import dev.invigil.trainer.depth.DepthOption;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A camera of 12 bits, whose samples are the lower bits of 16-bit files, and the same images in 8 bits. */
class TwelveBitTrainingTest {
    private static final int SIZE = 48;
    private static final int IMAGES = 16;
    private static final Preprocessing PREPROCESSING = Preprocessing.imageNet(SIZE, SIZE);

    @TempDir
    static Path folder;

    private static List<ProductClass> twelve;
    private static List<ProductClass> eight;

    @BeforeAll
    static void write() throws IOException {
        ComputeDevice.useThreads(1);
        Random random = new Random(12);
        for (int number = 0; number < IMAGES; number++) {
            BufferedImage wide = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_USHORT_GRAY);
            BufferedImage narrow = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
            for (int i = 0; i < SIZE * SIZE; i++) {
                int sample = i == 0 ? 4095 : Math.min(4095, 40 * (i % SIZE) + 30 * (i / SIZE) + random.nextInt(300));
                wide.getRaster().setSample(i % SIZE, i / SIZE, 0, sample);
                narrow.getRaster().setSample(i % SIZE, i / SIZE, 0, sample >> 4);
            }
            save(wide, "twelve", number);
            save(narrow, "eight", number);
        }
        twelve = DataSet.read(folder.resolve("twelve")).classes();
        eight = DataSet.read(folder.resolve("eight")).classes();
    }

    /** On the code before, the scores differed: 16 of 256 grey levels were left of the 12 bits. */
    @Test
    void shouldScoreTwelveBitsInSixteenLikeTheSameImagesInEight() throws Exception {
        DepthOption.Choice depth = DepthOption.AUTO.choose(PREPROCESSING, twelve);
        assertThat(depth.notes())
                .singleElement()
                .asString()
                .startsWith("depth 12: ")
                .contains("to 4095");

        ModelBundle bundle = train(depth.preprocessing());

        assertThat(ModelBundle.load(folder.resolve("bundle"))
                        .model()
                        .detector()
                        .preprocessing()
                        .depth())
                .isEqualTo("12");
        SingleImageScoring scoring = new SingleImageScoring(bundle);
        List<ScoredImage> wide = scoring.score(files(twelve), Optional.empty(), ComputeDevice.cpu());
        List<ScoredImage> narrow = scoring.score(files(eight), Optional.empty(), ComputeDevice.cpu());
        for (int i = 0; i < IMAGES; i++) {
            assertThat(wide.get(i).original().rgb())
                    .isEqualTo(narrow.get(i).original().rgb());
            assertThat(wide.get(i).map().values()).isEqualTo(narrow.get(i).map().values());
            assertThat(wide.get(i).score()).isEqualTo(narrow.get(i).score());
        }
        assertThat(files(twelve))
                .allSatisfy(file -> assertThat(scoring.complaint(file)).isEmpty());
    }

    @Test
    void shouldNotChangeAnythingForEightBits() {
        DepthOption.Choice depth = DepthOption.AUTO.choose(PREPROCESSING, eight);
        assertThat(depth.preprocessing()).isEqualTo(PREPROCESSING);
        assertThat(depth.notes()).isEmpty();
        assertThat(new Photographs(DepthOption.parse("12")
                                .choose(PREPROCESSING, eight)
                                .preprocessing())
                        .picture(eight.get(0).train().get(0))
                        .rgb())
                .isEqualTo(new Photographs(PREPROCESSING)
                        .picture(eight.get(0).train().get(0))
                        .rgb());
    }

    @Test
    void shouldWarnOfAGivenDepthThatDoesNotFit() {
        DepthOption.Choice depth = DepthOption.parse("16").choose(PREPROCESSING, twelve);
        assertThat(depth.preprocessing().depth()).isEqualTo("16");
        assertThat(depth.notes())
                .hasSize(2)
                .last()
                .asString()
                .contains("product plate")
                .contains("few grey levels")
                .contains("--depth 12");
        assertThat(new Photographs(depth.preprocessing())
                        .complaint(twelve.get(0).train().get(0)))
                .isPresent();
        assertThat(DepthOption.parse("8").choose(PREPROCESSING, twelve).notes())
                .last()
                .asString()
                .contains("clips");
    }

    @Test
    void shouldWarnOfImagesThatDoNotFitTheDepthOfAModel() {
        Map<String, List<Picture>> images = Map.of("plate", twelve.get(0).train());
        assertThat(DepthCheck.warnings(PREPROCESSING, images))
                .singleElement()
                .asString()
                .startsWith("warning: product plate: ")
                .contains("few grey levels")
                .contains("--depth 12");
        assertThat(DepthCheck.warnings(PREPROCESSING.with(SampleWindow.ofBits(12)), images))
                .isEmpty();
        assertThat(DepthCheck.warnings(
                        PREPROCESSING, Map.of("plate", eight.get(0).train())))
                .isEmpty();
    }

    @Test
    void shouldNameTheOptionForADepthThatThereIsNot() {
        assertThatThrownBy(() -> DepthOption.parse("17"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--depth: ")
                .hasMessageContaining("auto");
    }

    private static ModelBundle train(Preprocessing preprocessing) throws IOException {
        TrainingEncoder drawn = TrainingEncoder.random(1);
        TrainingEncoder encoder = new TrainingEncoder(
                drawn.network(),
                drawn.weights(),
                new Provenance.Backbone("drawn", drawn.origin().sha256(), false));
        TrainingPlan plan = new TrainingPlan(
                "plate",
                "1",
                DetectorFamilies.named("invad"),
                PREPROCESSING,
                PostProcessing.maximum(2),
                new Recipe(2, 4, 0.004, 1, Precision.FLOAT32),
                0.34,
                FalseRejectRates.DEFAULT);
        return new TrainingJob(plan.with(preprocessing), encoder, ComputeDevice.cpu(), "test", Clock.systemUTC())
                .run(twelve, folder.resolve("bundle"), new TrainingJob.Listener() {
                    @Override
                    public void stepped(Progress progress) {}

                    @Override
                    public void calibrated(int done, int total) {}
                });
    }

    private static List<Path> files(List<ProductClass> data) {
        return data.get(0).train().stream().map(image -> image.file()).toList();
    }

    private static void save(BufferedImage image, String data, int number) throws IOException {
        Path good = Files.createDirectories(folder.resolve(data).resolve("plate/train/good"));
        assertThat(ImageIO.write(image, "png", good.resolve(number + ".png").toFile()))
                .isTrue();
    }
}
