// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static dev.invigil.app.cli.CommandTree.succeed;
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
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector family that only this test knows goes through every command and the scorer, with nothing else changed. */
class ToyDetectorTest {
    private static final int PARTS = 24;

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
        DrawnParts.Drawing part = (pen, number) -> {
            pen.setColor(new Color(100 + number % 7, 120, 90 + number % 5));
            pen.fillRect(0, 0, 48, 32);
            pen.setColor(new Color(101 + number, 121, 91));
            pen.fillRect(number % 40, 4, 4, 4);
        };
        new DrawnParts(48, 32, new Rectangle(16, 8, 12, 12), Color.RED, part).write(data.resolve("cap"), PARTS, 4);
    }

    @AfterEach
    void forgetToy() {
        toy.close();
    }

    @Test
    void shouldTrainEvaluateScoreExportAndServeAFamilyOfItsOwn() throws Exception {
        succeed(
                "train --data %s --detector toy --size 16x24 --epochs 1 --false-reject 10% --review 20% --out %s --device cpu",
                data, bundle);
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
        CommandTree evaluation =
                succeed("evaluate --bundle %s --data %s --device cpu --record %s", bundle, data, recorded);
        assertThat(evaluation.out()).contains("cap");
        ModelBundle evaluated = ModelBundle.load(recorded);
        assertThat(evaluation.err())
                .contains("sha256 before " + written.digest(), "sha256 now    " + evaluated.digest());
        assertThat(ModelBundle.load(bundle).digest()).isEqualTo(written.digest());
        assertThat(evaluated.weights()).isEqualTo(written.weights());
        assertThat(evaluated.model().provenance().evaluations()).singleElement().satisfies(measured -> {
            assertThat(measured.definition()).isEqualTo("ader");
            assertThat(measured.images()).isEqualTo(8);
            assertThat(measured.mean()).containsEntry("imageAuroc", 1.0).doesNotContainKey("sampleAuroc");
            assertThat(measured.products()).containsOnlyKeys("cap");
        });

        assertThat(succeed("score --bundle %s %s --device cpu", bundle, data.resolve("cap/test/spot/000.png"))
                        .out())
                .contains("REJECT");

        Path exported = folder.resolve("model.pt");
        succeed("export --bundle %s --out %s", bundle, exported);
        assertThat(exported).isNotEmptyFile();

        try (ScoringModel model = BundleModel.of(bundle, "cpu").open()) {
            assertThat(model.facts().preprocessing().height()).isEqualTo(16);
            RgbImage grey = new RgbImage(16, 24, new byte[16 * 24 * 3]);
            assertThat(model.score(List.of(grey)).get(0).map().width()).isEqualTo(24);
        }

        CommandTree unknown =
                CommandTree.run("threshold set --product cpa --bundle %s --reject 0.5 --reason lamp", bundle);
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("the model does not know the product \"cpa\"; it knows cap");

        succeed("calibrate --bundle %s --false-reject 20% --review 30%", bundle);
        assertThat(ModelBundle.load(bundle).selfTest()).isPresent();
    }

    @Test
    void shouldRefuseABackboneForADetectorWithoutEncoder() {
        CommandTree refused =
                CommandTree.run("train --data %s --detector toy --backbone random --out %s", data, bundle);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("the detector toy has no encoder; omit --backbone");
    }

    @Test
    void shouldImportACheckpointOfAFamilyOfItsOwn() throws Exception {
        Path checkpoint = folder.resolve("net.safetensors");
        SafeTensors.write(
                checkpoint, TensorFile.of(Map.of("mean", HostTensor.of(new float[] {0.1f, 0.2f, 0.3f}, 1, 3, 1, 1))));

        succeed(
                "import checkpoint %s --detector toy --data %s --false-reject 10% --review 20% --out %s --device cpu",
                checkpoint, data, bundle);

        assertThat(ModelBundle.load(bundle).model().detector().family()).isEqualTo("toy");
    }

    @Test
    void shouldListEveryFamilyInTheHelp() {
        assertThat(succeed("train --help").out().replaceAll("\\s+", " "))
                .contains(String.join(", ", DetectorFamilies.names()));
        assertThat(DetectorFamilies.names()).endsWith("toy");
        assertThat(succeed("import checkpoint --help").out()).contains("toy");
    }
}
