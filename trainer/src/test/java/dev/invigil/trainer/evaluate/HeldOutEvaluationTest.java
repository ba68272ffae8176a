// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.PictureFile;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.benchmark.evaluate.BundleEvaluation;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.benchmark.report.PartImages;
import dev.invigil.detector.ToyBundle;
import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.trainer.gate.EvaluatedPart;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutEvaluationTest {
    private static final BundleEvaluation.Listener SILENT = (done, total) -> {};

    @TempDir
    private Path folder;

    private DetectorFamilies.Registration toy;
    private ModelBundle bundle;
    private HeldOutEvaluation evaluation;

    @BeforeEach
    void write() throws Exception {
        ComputeDevice.useThreads(1);
        toy = DetectorFamilies.register(ToyFamily.TOY);
        ToyBundle.of("3").withProducts("part", "lid").withStd(0.1).write(folder.resolve("bundle"));
        bundle = ModelBundle.load(folder.resolve("bundle"));
        for (String product : List.of("part", "stranger")) {
            for (int i = 0; i < 3; i++) {
                image(product + "/test/good/" + i + ".png", i, false);
                image(product + "/test/white/" + i + ".png", i, true);
            }
        }
        Files.copy(folder.resolve("data/part/test/white/2.png"), folder.resolve("data/part/test/white/copy-of-2.png"));
        Path data = folder.resolve("data");
        evaluation = new HeldOutEvaluation(
                bundle,
                data,
                DataSet.read(data, Optional.empty(), OptionalInt.empty()).classes(),
                MetricDefinition.ADER);
    }

    @AfterEach
    void forget() {
        toy.close();
    }

    @Test
    void shouldGiveEachPartItsScoreAndDecision() throws IOException {
        var model = evaluation
                .run(folder.resolve("images"), ComputeDevice.cpu(), SILENT)
                .model();

        assertThat(model.digest()).isEqualTo(bundle.digest());
        assertThat(model.version()).isEqualTo("3");
        assertThat(model.products()).containsOnlyKeys("part", "lid", "stranger");
        assertThat(model.products().get("part"))
                .as("a copy of an image is no further part")
                .extracting(EvaluatedPart::part)
                .containsExactly(
                        "part/test/good/0.png",
                        "part/test/good/1.png",
                        "part/test/good/2.png",
                        "part/test/white/0.png",
                        "part/test/white/1.png",
                        "part/test/white/2.png");
        assertThat(model.products().get("part"))
                .allSatisfy(part ->
                        assertThat(part.decision()).contains(part.defective() ? Decision.REVIEW : Decision.PASS))
                .allSatisfy(part -> assertThat(part.defect()).isEqualTo(part.defective() ? "white" : "good"));
    }

    @Test
    void shouldTellProductsWithoutPartsFromThoseThatTheModelDoesNotKnow() throws IOException {
        var model = evaluation
                .run(folder.resolve("images"), ComputeDevice.cpu(), SILENT)
                .model();

        assertThat(model.products().get("lid")).as("known, but not in the data").isEmpty();
        assertThat(model.products().get("stranger"))
                .as("in the data, but not known")
                .hasSize(6)
                .allSatisfy(part -> assertThat(part.decision()).isEmpty());
    }

    @Test
    void shouldTakeAllViewsOfAPartAsOne() throws IOException {
        Path data = folder.resolve("data");
        List<TestPhotograph> views = List.of(
                view(data, "part/test/good/0.png", "good"),
                view(data, "part/test/white/1.png", "white"),
                view(data, "part/test/good/2.png", "good"));
        var model = new HeldOutEvaluation(
                        bundle, data, List.of(new ProductClass("part", List.of(), views)), MetricDefinition.ADER)
                .run(folder.resolve("images"), ComputeDevice.cpu(), SILENT)
                .model();

        assertThat(model.products().get("part")).singleElement().satisfies(part -> {
            assertThat(part.part()).isEqualTo("s7");
            assertThat(part.file()).as("the view with the defect").isEqualTo("part/test/white/1.png");
            assertThat(part.score()).as("the highest of its views").isGreaterThan(60);
            assertThat(part.decision()).as("the most severe of its views").contains(Decision.REVIEW);
        });
    }

    private static TestPhotograph view(Path data, String file, String defect) {
        return new TestPhotograph(new PictureFile(data.resolve(file)), defect, Optional.empty(), Optional.of("s7"));
    }

    @Test
    void shouldWriteSmallImagesThatAreFoundByTheFileOfThePart() throws IOException {
        Path images = folder.resolve("images");
        var model = evaluation.run(images, ComputeDevice.cpu(), SILENT).model();

        assertThat(model.products().get("part")).allSatisfy(part -> {
            assertThat(ImageIO.read(PartImages.image(images, part.file()).toFile())
                            .getWidth())
                    .isEqualTo(24);
            assertThat(ImageIO.read(PartImages.heat(images, part.file()).toFile())
                            .getWidth())
                    .isEqualTo(24);
        });
    }

    @Test
    void shouldGiveTheSameWithAReport() throws IOException {
        var without = evaluation.run(folder.resolve("images"), ComputeDevice.cpu(), SILENT);
        var with = evaluation.runWithReport(
                folder.resolve("images"),
                folder.resolve("report"),
                "test",
                Clock.systemUTC(),
                ComputeDevice.cpu(),
                SILENT);

        assertThat(with.model()).isEqualTo(without.model());
        assertThat(with.metrics().mean()).isEqualTo(without.metrics().mean());
        assertThat(folder.resolve("report/index.html")).isNotEmptyFile();
    }

    private void image(String name, int number, boolean defective) throws IOException {
        BufferedImage image = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(120 + number, 118, 110));
        pen.fillRect(0, 0, 24, 24);
        if (defective) {
            pen.setColor(Color.WHITE);
            pen.fillRect(8, 8, 9, 9);
        }
        pen.dispose();
        Path file = folder.resolve("data").resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
