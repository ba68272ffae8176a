// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.model.ImageMemory;
import dev.invigil.detector.model.ImageMemory.Remembered;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        for (String product : List.of("cap", "lid")) {
            for (int i = 0; i < PARTS; i++) {
                image(product, "train/good/%s-%02d.png".formatted(product, i), i, false);
            }
            for (int i = 0; i < 3; i++) {
                image(product, "test/good/%02d.png".formatted(i), PARTS + i, false);
                image(product, "test/spot/%02d.png".formatted(i), PARTS + i, true);
                mask(product, "ground_truth/spot/%02d_mask.png".formatted(i));
            }
        }
        SafeTensors.write(folder.resolve("vit.safetensors"), TensorFile.of(transformer()));
    }

    @Test
    void shouldTrainEvaluateScoreForgetAndExplain() throws Exception {
        String trained = run(
                "train",
                "--data",
                data,
                "--detector",
                "memory",
                "--backbone",
                folder.resolve("vit.safetensors"),
                "--size",
                "48x64",
                "--false-reject",
                "20%",
                "--review",
                "40%",
                "--out",
                bundle,
                "--device",
                "cpu");
        assertThat(trained).contains("cap", "lid");
        ModelBundle made = ModelBundle.load(bundle);
        assertThat(made.model().detector().encoderName()).isEqualTo("vit");
        assertThat(made.prototypes().products()).contains("cap", "lid");

        assertThat(run("evaluate", "--bundle", bundle, "--data", data, "--device", "cpu"))
                .contains("cap", "lid");
        Path defect = data.resolve("cap/test/spot/00.png");
        assertThat(run("score", "--bundle", bundle, defect, "--device", "cpu")).contains("REJECT");
        run("export", "--bundle", bundle, "--out", folder.resolve("model.pt"));
        assertThat(folder.resolve("model.pt")).isNotEmptyFile();

        List<Remembered> images = images(made);
        List<String> listed = run("memory", "list", "--bundle", bundle).lines().toList();
        assertThat(listed).as("a line each, and the header").hasSize(images.size() + 1);
        Remembered gone = images.stream()
                .filter(image -> image.product().equals("cap"))
                .findFirst()
                .orElseThrow();
        assertThat(gone.name()).startsWith("cap-").endsWith(".png");

        Path provisional = folder.resolve("provisional");
        assertThat(run("memory", "forget", "--bundle", bundle, "--image", gone.name(), "--out", provisional))
                .contains("provisional");
        ModelBundle without = ModelBundle.load(provisional);
        assertThat(images(without)).doesNotContain(gone).hasSize(images.size() - 1);
        assertThat(without.model().known("cap").orElseThrow().threshold().basis())
                .isInstanceOf(Basis.Provisional.class);
        assertThat(without.model().known("lid")).isEqualTo(made.model().known("lid"));
        assertThat(run("memory", "learn", "--bundle", provisional, "--product", "cap", defect))
                .contains("the thresholds of cap are provisional: calibrate with good parts");

        String forgotten = run(
                "memory",
                "forget",
                "--bundle",
                bundle,
                "--frame",
                gone.sha256().substring(0, 10),
                "--data",
                data,
                "--device",
                "cpu");
        ModelBundle after = ModelBundle.load(bundle);
        assertThat(forgotten).contains("sha256 before " + made.digest(), "sha256 now    " + after.digest());
        assertThat(after.digest()).isNotEqualTo(made.digest());
        assertThat(after.weights()).isEqualTo(without.weights());
        assertThat(after.model().known("cap").orElseThrow().trainingParts())
                .isEqualTo(made.model().known("cap").orElseThrow().trainingParts() - 1);
        assertThat(run("score", "--bundle", bundle, defect, "--device", "cpu")).contains("REJECT");

        String learned = run("memory", "learn", "--bundle", bundle, "--product", "cap", defect, "--device", "cpu");
        ModelBundle more = ModelBundle.load(bundle);
        assertThat(learned).contains("1 image of cap learned", "sha256 now    " + more.digest());
        assertThat(images(more))
                .hasSize(images.size())
                .extracting(Remembered::name)
                .contains("00.png");
        assertThat(more.model().known("cap").orElseThrow().threshold())
                .as("scores only become lower, so the thresholds stay")
                .isEqualTo(after.model().known("cap").orElseThrow().threshold());
        assertThat(run("score", "--bundle", bundle, defect, "--device", "cpu")).contains("PASS");
        run("memory", "forget", "--bundle", bundle, "--image", "00.png", "--data", data, "--device", "cpu");
        assertThat(ModelBundle.load(bundle).weights())
                .as("learned and forgotten again")
                .isEqualTo(after.weights());

        Path why = folder.resolve("why");
        String explained = run(
                "memory",
                "explain",
                "--bundle",
                bundle,
                "--data",
                data,
                "--out",
                why,
                defect,
                data.resolve("lid/test/good/00.png"),
                "--device",
                "cpu");
        assertThat(explained).contains("cap-", "lid-", "REJECT");
        assertThat(ImageIO.read(why.resolve("00.png").toFile()).getWidth()).isGreaterThan(600);
        assertThat(why.resolve("00-2.png")).isNotEmptyFile();
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        CommandTree size = CommandTree.run(List.of(
                "train",
                "--data",
                data.toString(),
                "--detector",
                "memory",
                "--backbone",
                folder.resolve("vit.safetensors").toString(),
                "--size",
                "50",
                "--out",
                bundle.toString()));
        assertThat(size.exitCode()).isEqualTo(1);
        assertThat(size.err()).contains("a multiple of 8 pixels, such as 48");

        CommandTree other = CommandTree.run(List.of(
                "train",
                "--data",
                data.toString(),
                "--backbone",
                folder.resolve("vit.safetensors").toString(),
                "--size",
                "48",
                "--epochs",
                "1",
                "--out",
                bundle.toString()));
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).contains("needs a ResNet as its encoder");

        run("train", "--data", data, "--size", "32", "--epochs", "1", "--out", bundle, "--device", "cpu");
        CommandTree list = CommandTree.run(List.of("memory", "list", "--bundle", bundle.toString()));
        assertThat(list.exitCode()).isEqualTo(1);
        assertThat(list.err()).contains("does not remember single images");
    }

    private static List<Remembered> images(ModelBundle bundle) {
        ImageMemory memory = bundle.detector().family().memory().orElseThrow();
        return memory.images(bundle.detector());
    }

    private static String run(Object... arguments) {
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(argument.toString());
        }
        CommandTree command = CommandTree.run(texts);
        assertThat(command.exitCode()).as(command::err).isZero();
        return command.out();
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

    private void image(String product, String name, int number, boolean defective) throws IOException {
        BufferedImage image = new BufferedImage(96, 72, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(
                product.equals("cap") ? new Color(100 + number % 7, 120, 90) : new Color(40, 60 + number % 5, 160));
        pen.fillRect(0, 0, 96, 72);
        pen.setColor(new Color(140 + number, 131, 91));
        pen.fillRect(number % 60, 10, 16, 16);
        if (defective) {
            pen.setColor(Color.RED);
            pen.fillRect(32, 30, 24, 24);
        }
        pen.dispose();
        write(product, name, image);
    }

    private void mask(String product, String name) throws IOException {
        BufferedImage image = new BufferedImage(96, 72, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(32, 30, 24, 24);
        pen.dispose();
        write(product, name, image);
    }

    private void write(String product, String name, BufferedImage image) throws IOException {
        Path file = data.resolve(product).resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
