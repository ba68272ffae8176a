// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Data as it is found: copies, no masks, empty masks, an image among others that is none. */
class OddDataTest {
    private static final int SIDE = 64;

    @TempDir
    private static Path folder;

    private static Path data;
    private static Path bundle;
    private static String trained;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void train() throws IOException {
        data = folder.resolve("data");
        Random random = new Random(1);
        for (int i = 0; i < 12; i++) {
            Path image = image(data.resolve("cap/train/good/%03d.png".formatted(i)), random);
            Files.copy(image, image.resolveSibling("%03d (1).png".formatted(i)));
        }
        for (int i = 0; i < 3; i++) {
            image(data.resolve("cap/test/good/%d.png".formatted(i)), random);
            image(data.resolve("cap/test/scratch/%d.png".formatted(i)), random);
        }
        Files.writeString(data.resolve("cap/train/good/notes.txt"), "seven");
        Files.writeString(data.resolve("cap/test/good/broken.txt"), "not read by train");
        bundle = folder.resolve("bundle");
        StringWriter said = new StringWriter();
        int code = invigil(new StringWriter(), said)
                .execute(
                        "train",
                        "--data",
                        data.toString(),
                        "--out",
                        bundle.toString(),
                        "--size",
                        "64",
                        "--epochs",
                        "1",
                        "--calibration-share",
                        "0.5",
                        "--false-reject",
                        "20%",
                        "--review",
                        "30%",
                        "--device",
                        "cpu");
        trained = said.toString();
        assertThat(code).as(trained).isZero();
    }

    @Test
    void shouldSayWhatTrainingLeftOutAndThatCopiesCountOnce() throws IOException {
        assertThat(trained)
                .contains("2 files ignored: cap/")
                .contains("notes.txt (not an image)")
                .contains("cap: identical copies of good images: 12 (")
                .contains("each image counts once")
                .doesNotContain("mask");
        assertThat(Files.readAllLines(bundle.resolve("training-pictures.sha256")))
                .hasSize(6);
        assertThat(execute("calibrate", "--bundle", bundle.toString(), "--data", data.toString(), "--dry-run"))
                .isZero();
        assertThat(out.toString() + err)
                .contains(
                        "left out: 12 images of parts that the model was trained on",
                        "left out: 6 images that are byte-for-byte copies of others");
    }

    @Test
    void shouldEvaluateImagesWithoutMasksAndWithEmptyOnes() throws IOException {
        assertThat(execute("evaluate", "--bundle", bundle.toString(), "--data", data.toString()))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).contains("cap: 3 of 3 defective images have no mask");
        assertThat(out.toString()).contains("3 anomalous image(s) without a mask");

        Path masked = folder.resolve("masked");
        copy(data.resolve("cap/test"), masked.resolve("cap/test"));
        for (int i = 0; i < 3; i++) {
            Path mask = masked.resolve("cap/ground_truth/scratch/%d_mask.png".formatted(i));
            Files.createDirectories(mask.getParent());
            ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY), "png", mask.toFile());
        }
        assertThat(execute("evaluate", "--bundle", bundle.toString(), "--data", masked.toString()))
                .isZero();
        assertThat(err.toString()).contains("cap scratch: 3 masks have no defect pixel; the images count as defective");
    }

    @Test
    void shouldScoreTheOthersWhereAnImageCannotBeRead() throws IOException {
        Path good = data.resolve("cap/test/good/0.png");
        Path other = data.resolve("cap/test/good/1.png");
        Path broken = Files.writeString(folder.resolve("broken.png"), "no image");

        int code = execute(
                "score",
                "--bundle",
                bundle.toString(),
                good.toString(),
                broken.toString(),
                "missing.png",
                other.toString());

        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).contains(good.toString(), other.toString()).doesNotContain("broken.png");
        assertThat(err.toString()).contains(broken + ": not an image").contains("missing.png: no such file");
    }

    private int execute(String... arguments) {
        return invigil(out, err).execute(arguments);
    }

    private static CommandLine invigil(StringWriter out, StringWriter err) {
        return Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }

    private static void copy(Path from, Path to) throws IOException {
        for (String kind : new String[] {"good", "scratch"}) {
            Files.createDirectories(to.resolve(kind));
            for (int i = 0; i < 3; i++) {
                Files.copy(from.resolve("%s/%d.png".formatted(kind, i)), to.resolve("%s/%d.png".formatted(kind, i)));
            }
        }
    }

    private static Path image(Path file, Random random) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D paint = image.createGraphics();
        for (int i = 0; i < 30; i++) {
            paint.setColor(new Color(random.nextInt(1 << 24)));
            paint.fillRect(random.nextInt(SIDE), random.nextInt(SIDE), 10, 10);
        }
        paint.dispose();
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
