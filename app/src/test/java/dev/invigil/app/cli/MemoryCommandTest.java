// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static dev.invigil.app.cli.CommandTree.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.model.ImageMemory;
import dev.invigil.detector.model.ImageMemory.Remembered;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import dev.invigil.trainer.assembly.BundleLock;
import java.awt.Color;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A memory on a small vision transformer through all commands. */
class MemoryCommandTest {
    private static final int PARTS = 24;
    private static final int WIDTH = 64;
    private static final int BLOCKS = 6;

    @TempDir
    private Path folder;

    private Path data;
    private Path bundle;

    @BeforeEach
    void render() throws IOException {
        data = folder.resolve("data");
        bundle = folder.resolve("bundle");
        parts((pen, number) -> pen.setColor(new Color(100 + number % 7, 120, 90)))
                .write(data.resolve("cap"), PARTS, 3);
        parts((pen, number) -> pen.setColor(new Color(40, 60 + number % 5, 160)))
                .write(data.resolve("lid"), PARTS, 3);
        SafeTensors.write(folder.resolve("vit.safetensors"), TensorFile.of(transformer()));
    }

    @Test
    void shouldTrainEvaluateScoreForgetAndExplain() throws Exception {
        String trained = succeed(
                        "train --data %s --detector memory --backbone %s --size 48x64 --false-reject 20% --review 40% --out %s"
                                + " --device cpu",
                        data, folder.resolve("vit.safetensors"), bundle)
                .out();
        assertThat(trained).contains("cap", "lid");
        ModelBundle made = ModelBundle.load(bundle);
        assertThat(made.model().detector().encoderName()).isEqualTo("vit");
        assertThat(made.prototypes().products()).contains("cap", "lid");

        assertThat(succeed("evaluate --bundle %s --data %s --device cpu", bundle, data)
                        .out())
                .contains("cap", "lid");
        Path defect = data.resolve("cap/test/spot/000.png");
        assertThat(score(defect)).contains("REJECT");
        succeed("export --bundle %s --out %s", bundle, folder.resolve("model.pt"));
        assertThat(folder.resolve("model.pt")).isNotEmptyFile();

        List<Remembered> images = images(made);
        List<String> listed =
                succeed("memory list --bundle %s", bundle).out().lines().toList();
        assertThat(listed).as("a line each, and the header").hasSize(images.size() + 1);
        Remembered gone = images.stream()
                .filter(image -> image.product().equals("cap"))
                .findFirst()
                .orElseThrow();
        assertThat(gone.name()).startsWith("cap-").endsWith(".png");

        Path provisional = folder.resolve("provisional");
        assertThat(succeed("memory forget --bundle %s --image %s --out %s", bundle, gone.name(), provisional)
                        .out())
                .contains("1 image of cap forgotten", "the thresholds of cap are provisional");
        ModelBundle without = ModelBundle.load(provisional);
        assertThat(images(without)).doesNotContain(gone).hasSize(images.size() - 1);
        assertThat(without.model().known("cap").orElseThrow().threshold().basis())
                .isInstanceOf(Basis.Provisional.class);
        assertThat(without.model().known("lid")).isEqualTo(made.model().known("lid"));
        assertThat(without.model().version()).isNotEqualTo(made.model().version());
        assertThat(without.model().provenance().startedFrom()).contains(made.digest());
        assertThat(succeed("memory learn --bundle %s --product cap %s --device cpu", provisional, defect)
                        .out())
                .contains("the thresholds of cap were provisional and stay so: calibrate with good parts");

        String forgotten = succeed(
                        "memory forget --bundle %s --frame %s --data %s --device cpu",
                        bundle, gone.sha256().substring(0, 10), data)
                .out();
        ModelBundle after = ModelBundle.load(bundle);
        assertThat(forgotten).contains("sha256 before " + made.digest(), "sha256 now    " + after.digest());
        assertThat(after.digest()).isNotEqualTo(made.digest());
        assertThat(after.weights()).isEqualTo(without.weights());
        assertThat(after.model().known("cap").orElseThrow().trainingParts())
                .isEqualTo(made.model().known("cap").orElseThrow().trainingParts() - 1);
        assertThat(score(defect)).contains("REJECT");

        String learned = succeed("memory learn --bundle %s --product cap %s --device cpu", bundle, defect)
                .out();
        ModelBundle more = ModelBundle.load(bundle);
        assertThat(learned)
                .contains("1 image of cap learned", "sha256 now    " + more.digest())
                .doesNotContain("provisional")
                .containsPattern("000.png +[0-9.]+ +REJECT +[0-9.]+ +PASS ");
        assertThat(images(more))
                .hasSize(images.size())
                .extracting(Remembered::name)
                .contains("000.png");
        assertThat(more.model().known("cap").orElseThrow().threshold())
                .as("scores only become lower, so the thresholds stay")
                .isEqualTo(after.model().known("cap").orElseThrow().threshold());
        assertThat(score(defect)).contains("PASS");
        succeed("memory forget --bundle %s --image 000.png --data %s --device cpu", bundle, data);
        assertThat(ModelBundle.load(bundle).weights())
                .as("learned and forgotten again")
                .isEqualTo(after.weights());

        Path why = folder.resolve("why");
        String explained = succeed(
                        "memory explain --bundle %s --data %s --out %s %s %s --device cpu",
                        bundle, data, why, defect, data.resolve("lid/test/good/000.png"))
                .out();
        assertThat(explained).contains("cap-", "lid-", "REJECT");
        assertThat(ImageIO.read(why.resolve("000.png").toFile()).getWidth()).isGreaterThan(600);
        assertThat(why.resolve("good-000.png")).isNotEmptyFile();
    }

    @Test
    void shouldNotLearnAPartOfAnotherProduct() throws Exception {
        train();
        Path lid = data.resolve("lid/test/good/000.png");
        CommandTree wrong = CommandTree.run("memory learn --bundle %s --product cap %s --device cpu", bundle, lid);

        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains(lid + " looks like lid, not like cap", "--force");
        assertThat(succeed("memory learn --bundle %s --product cap %s --force --device cpu", bundle, lid)
                        .out())
                .contains("WRONG_PRODUCT");
        assertThat(CommandTree.run("score --bundle %s --product cap %s --device cpu", bundle, lid)
                        .out())
                .contains("PASS");
    }

    @Test
    void shouldRefuseToChangeABundleThatAnotherCommandChanges() throws Exception {
        train();
        String digest = ModelBundle.load(bundle).digest();
        BundleLock.holding(bundle, () -> {
            for (String change : List.of(
                    "memory forget --bundle %s --image cap-001.png",
                    "memory learn --bundle %s --product cap part.png", "calibrate --bundle %s")) {
                CommandTree refused = CommandTree.run(change, bundle);
                assertThat(refused.exitCode()).isEqualTo(1);
                assertThat(refused.err()).contains("another command is changing the bundle " + bundle);
            }
            return digest;
        });
        assertThat(ModelBundle.load(bundle).digest()).isEqualTo(digest);
        succeed("memory forget --bundle %s --image cap-001.png", bundle);
        assertThat(folder)
                .isDirectoryNotContaining(file -> file.getFileName().toString().endsWith(".lock"));
    }

    private void train() {
        succeed(
                "train --data %s --detector memory --backbone %s --size 48x64 --false-reject 20% --review 40% --out %s --device cpu",
                data, folder.resolve("vit.safetensors"), bundle);
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        Path vit = folder.resolve("vit.safetensors");
        CommandTree size = CommandTree.run(
                "train --data %s --detector memory --backbone %s --size 50 --out %s", data, vit, bundle);
        assertThat(size.exitCode()).isEqualTo(1);
        assertThat(size.err()).contains("a multiple of 8 pixels, such as 48");

        CommandTree other =
                CommandTree.run("train --data %s --backbone %s --size 48 --epochs 1 --out %s", data, vit, bundle);
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).contains("needs a ResNet as its encoder");

        succeed("train --data %s --size 32 --epochs 1 --out %s --device cpu", data, bundle);
        CommandTree list = CommandTree.run("memory list --bundle %s", bundle);
        assertThat(list.exitCode()).isEqualTo(1);
        assertThat(list.err()).contains("does not remember single images");
    }

    private static List<Remembered> images(ModelBundle bundle) {
        ImageMemory memory = bundle.detector().family().memory().orElseThrow();
        return memory.images(bundle.detector());
    }

    private String score(Path image) {
        return succeed("score --bundle %s %s --device cpu", bundle, image).out();
    }

    /** @param colour of a part of this number */
    private static DrawnParts parts(DrawnParts.Drawing colour) {
        return new DrawnParts(96, 72, new Rectangle(32, 30, 24, 24), Color.RED, (pen, number) -> {
            colour.draw(pen, number);
            pen.fillRect(0, 0, 96, 72);
            pen.setColor(new Color(140 + number, 131, 91));
            pen.fillRect(number % 60, 10, 16, 16);
        });
    }

    /** Random weights under DINOv2's names: patches of 8 pixels, one head. */
    private static Map<String, HostTensor> transformer() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        shapes.put("cls_token", List.of(1, 1, WIDTH));
        shapes.put("pos_embed", List.of(1, 1 + 16, WIDTH));
        shapes.put("patch_embed.proj.weight", List.of(WIDTH, 3, 8, 8));
        shapes.put("patch_embed.proj.bias", List.of(WIDTH));
        for (int block = 0; block < BLOCKS; block++) {
            String name = "blocks." + block + ".";
            for (String vector : List.of("norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias", "ls1.gamma")) {
                shapes.put(name + vector, List.of(WIDTH));
            }
            shapes.put(name + "ls2.gamma", List.of(WIDTH));
            linear(shapes, name + "attn.qkv", WIDTH, 3 * WIDTH);
            linear(shapes, name + "attn.proj", WIDTH, WIDTH);
            linear(shapes, name + "mlp.fc1", WIDTH, 4 * WIDTH);
            linear(shapes, name + "mlp.fc2", 4 * WIDTH, WIDTH);
        }
        SplittableRandom random = new SplittableRandom(6);
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        shapes.forEach(
                (name, shape) -> weights.put(name, Initialiser.normal(0.1).values(shape, random)));
        return weights;
    }

    private static void linear(Map<String, List<Integer>> shapes, String name, int from, int to) {
        shapes.put(name + ".weight", List.of(to, from));
        shapes.put(name + ".bias", List.of(to));
    }
}
