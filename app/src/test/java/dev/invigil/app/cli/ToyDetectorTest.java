// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.ImageScore;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import dev.invigil.scorer.model.BundleModel;
import dev.invigil.scorer.model.ScoringModel;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A detector family that only this test knows goes through every command and the scorer, with nothing else changed. */
class ToyDetectorTest {
    private static final int PARTS = 24;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine invigil =
            Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @TempDir
    private Path folder;

    private DetectorFamilies.Registration toy;
    private Path data;
    private Path bundle;

    @BeforeEach
    void render() throws IOException {
        toy = DetectorFamilies.register(ToyFamily.TOY);
        data = folder.resolve("data");
        bundle = folder.resolve("bundle");
        for (int i = 0; i < PARTS; i++) {
            image("cap/train/good/%02d.png".formatted(i), i, false);
        }
        for (int i = 0; i < 4; i++) {
            image("cap/test/good/%02d.png".formatted(i), PARTS + i, false);
            image("cap/test/spot/%02d.png".formatted(i), PARTS + i, true);
            mask("cap/ground_truth/spot/%02d_mask.png".formatted(i));
        }
    }

    @AfterEach
    void forgetToy() {
        toy.close();
    }

    @Test
    void shouldTrainEvaluateScoreExportAndServeAFamilyOfItsOwn() throws Exception {
        run(
                "train",
                "--data",
                data,
                "--detector",
                "toy",
                "--size",
                "16x24",
                "--epochs",
                "1",
                "--false-reject",
                "10%",
                "--review",
                "20%",
                "--out",
                bundle,
                "--device",
                "cpu");
        ModelBundle written = ModelBundle.load(bundle);
        assertThat(written.model().detector().family()).isEqualTo("toy");
        assertThat(written.model().detector().preprocessing().size()).isEqualTo("16 x 24");
        assertThat(written.model().detector().postprocessing().score()).isEqualTo(ImageScore.MAXIMUM);
        assertThat(written.model().provenance().backbone()).isEmpty();
        assertThat(written.model().provenance().environment()).isPresent();
        assertThat(written.selfTest()).isPresent();
        assertThat(folder.resolve("bundle.run/run.json"))
                .as("no steps, so no loss")
                .content()
                .contains("\"loss\" : null");

        Path recorded = folder.resolve("recorded");
        run("evaluate", "--bundle", bundle, "--data", data, "--device", "cpu", "--record", recorded);
        assertThat(out.toString()).contains("cap");
        ModelBundle evaluated = ModelBundle.load(recorded);
        assertThat(err.toString()).contains("sha256 before " + written.digest(), "sha256 now    " + evaluated.digest());
        assertThat(ModelBundle.load(bundle).digest()).isEqualTo(written.digest());
        assertThat(evaluated.weights()).isEqualTo(written.weights());
        assertThat(evaluated.model().provenance().evaluations()).singleElement().satisfies(measured -> {
            assertThat(measured.definition()).isEqualTo("ader");
            assertThat(measured.images()).isEqualTo(8);
            assertThat(measured.mean()).containsEntry("imageAuroc", 1.0).doesNotContainKey("sampleAuroc");
            assertThat(measured.products()).containsOnlyKeys("cap");
        });

        out.getBuffer().setLength(0);
        run("score", "--bundle", bundle, data.resolve("cap/test/spot/00.png"), "--device", "cpu");
        assertThat(out.toString()).contains("REJECT");

        Path exported = folder.resolve("model.pt");
        run("export", "--bundle", bundle, "--out", exported);
        assertThat(exported).isNotEmptyFile();

        try (ScoringModel model = BundleModel.of(bundle, "cpu").open()) {
            assertThat(model.facts().preprocessing().height()).isEqualTo(16);
            RgbImage grey = new RgbImage(16, 24, new byte[16 * 24 * 3]);
            assertThat(model.score(List.of(grey)).get(0).map().width()).isEqualTo(24);
        }

        assertThat(invigil.execute(
                        "threshold",
                        "set",
                        "--product",
                        "cpa",
                        "--bundle",
                        bundle.toString(),
                        "--reject",
                        "0.5",
                        "--reason",
                        "lamp"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("the model does not know the product \"cpa\"; it knows cap");

        run("calibrate", "--bundle", bundle, "--false-reject", "20%", "--review", "30%");
        assertThat(ModelBundle.load(bundle).selfTest()).isPresent();
    }

    @Test
    void shouldRefuseABackboneForADetectorWithoutEncoder() {
        assertThat(invigil.execute(
                        "train",
                        "--data",
                        data.toString(),
                        "--detector",
                        "toy",
                        "--backbone",
                        "random",
                        "--out",
                        bundle.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("the detector toy has no encoder; omit --backbone");
    }

    @Test
    void shouldImportACheckpointOfAFamilyOfItsOwn() throws Exception {
        Path checkpoint = folder.resolve("net.safetensors");
        SafeTensors.write(
                checkpoint, TensorFile.of(Map.of("mean", HostTensor.of(new float[] {0.1f, 0.2f, 0.3f}, 1, 3, 1, 1))));

        run(
                "import",
                "checkpoint",
                checkpoint,
                "--detector",
                "toy",
                "--data",
                data,
                "--false-reject",
                "10%",
                "--review",
                "20%",
                "--out",
                bundle,
                "--device",
                "cpu");

        assertThat(ModelBundle.load(bundle).model().detector().family()).isEqualTo("toy");
    }

    @Test
    void shouldListEveryFamilyInTheHelp() {
        assertThat(invigil.execute("train", "--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " ")).contains(String.join(", ", DetectorFamilies.names()));
        assertThat(DetectorFamilies.names()).endsWith("toy");
        out.getBuffer().setLength(0);
        assertThat(invigil.execute("import", "checkpoint", "--help")).isZero();
        assertThat(out.toString()).contains("toy");
    }

    private void run(Object... arguments) {
        String[] texts =
                java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        assertThat(invigil.execute(texts)).as("%s%n%s", out, err).isZero();
    }

    private void image(String name, int number, boolean defective) throws IOException {
        BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(100 + number % 7, 120, 90 + number % 5));
        pen.fillRect(0, 0, 48, 32);
        pen.setColor(new Color(101 + number, 121, 91));
        pen.fillRect(number % 40, 4, 4, 4);
        if (defective) {
            pen.setColor(Color.RED);
            pen.fillRect(16, 8, 12, 12);
        }
        pen.dispose();
        write(name, image);
    }

    private void mask(String name) throws IOException {
        BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(16, 8, 12, 12);
        pen.dispose();
        write(name, image);
    }

    private void write(String name, BufferedImage image) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
