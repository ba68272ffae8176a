// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.detector.runtime.ComputeDevice;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From COCO's own files to a trained and judged model, by the commands alone. */
class CocoAdCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SIDE = 48;
    /** Labels 0 and 20: anomalous in split 0, and in split 1. */
    private static final List<Integer> LABELS = List.of(0, 20);

    @TempDir
    static Path folder;

    private static Path coco;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void makeSmallCoco() throws IOException {
        ComputeDevice.useThreads(1);
        coco = folder.resolve("coco");
        // in turn: both kinds of category
        write("train2017", 24);
        write("val2017", 8);
    }

    private static void write(String part, int images) throws IOException {
        ObjectNode file = JSON.createObjectNode();
        for (int label = 0; label < 80; label++) {
            file.withArray("categories").addObject().put("id", label + 1).put("name", "c" + label);
        }
        Files.createDirectories(coco.resolve(part));
        for (int i = 0; i < images; i++) {
            String name = "%012d.jpg".formatted(i);
            BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            Graphics2D pen = picture.createGraphics();
            pen.setColor(LABELS.get(i % 2) == 0 ? Color.RED : Color.GREEN);
            pen.fillRect(12, 12, 16, 16 + i % 5);
            pen.fillRect(0, 0, 1 + i, 2); // no two images are equal: copies are used once only
            pen.dispose();
            ImageIO.write(picture, "jpg", coco.resolve(part).resolve(name).toFile());
            file.withArray("images")
                    .addObject()
                    .put("id", i)
                    .put("file_name", name)
                    .put("width", SIDE)
                    .put("height", SIDE);
            ObjectNode annotation = file.withArray("annotations")
                    .addObject()
                    .put("image_id", i)
                    .put("iscrowd", 0)
                    .put("category_id", LABELS.get(i % 2) + 1);
            annotation.set("segmentation", JSON.readTree("[[12,12,27,12,27,27,12,27]]"));
        }
        Path target = coco.resolve("annotations/instances_" + part + ".json");
        Files.createDirectories(target.getParent());
        JSON.writeValue(target.toFile(), file);
    }

    @Test
    void shouldBuildASplitThatTrainAndEvaluateTakeAsItIs() throws IOException {
        Path data = folder.resolve("coco-ad");
        Path bundle = folder.resolve("bundle");

        run("coco-ad", "--coco", coco, "--out", data, "--split", "1");
        assertThat(out.toString()).containsPattern("1 +12 +4 +4\\R");

        run(
                "train",
                "--data",
                data,
                "--out",
                bundle,
                "--size",
                "32",
                "--epochs",
                "1",
                "--calibration-share",
                "0.5",
                "--batch",
                "4",
                "--device",
                "cpu");
        assertThat(err.toString()).contains("coco-ad split 1: 1 class, training images: 12, test images: 8");

        run("evaluate", "--bundle", bundle, "--data", data, "--device", "cpu", "--format", "json");
        JsonNode printed = JSON.readTree(out.toString());
        assertThat(printed.at("/images/coco/total").asInt()).isEqualTo(8);
        assertThat(printed.at("/images/coco/anomalous").asInt()).isEqualTo(4);
        assertThat(printed.at("/classes/coco/pixelAuroc").isNumber()).isTrue();
    }

    @Test
    void shouldAskWhichOfSeveralSplitsIsMeant() {
        Path data = folder.resolve("all");
        run("coco-ad", "--coco", coco, "--out", data, "--images", "link");

        assertThat(command("train", "--data", data, "--out", folder.resolve("none")))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("coco-ad has 4 splits, of which 0, 1, 2, 3 are here; choose one with --split");
    }

    /** Succeeds; what was printed before is forgotten. */
    private void run(Object... arguments) {
        assertThat(command(arguments)).as(err::toString).isZero();
    }

    private int command(Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> words = new ArrayList<>();
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        CommandLine invigil =
                Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return invigil.execute(words.toArray(String[]::new));
    }
}
