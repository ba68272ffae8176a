// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.tensor.TensorFile;
import dev.invigil.trainer.train.TrainingEncoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DistillCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine invigil =
            Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @TempDir
    private Path folder;

    private Path teacher;
    private Path encoder;

    @BeforeEach
    void makeATeacherAndPhotographs() throws IOException {
        teacher = folder.resolve("teacher.safetensors");
        encoder = folder.resolve("encoder.safetensors");
        SafeTensors.write(teacher, TensorFile.of(ResNet.random("tiny", new SplittableRandom(1))));
        Path photographs = Files.createDirectories(folder.resolve("photographs/of many kinds"));
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 3; i++) {
            BufferedImage photograph = new BufferedImage(60 + i, 64, BufferedImage.TYPE_INT_RGB);
            for (int pixel = 0; pixel < 60 * 64; pixel++) {
                photograph.setRGB(pixel % 60, pixel / 60, random.nextInt());
            }
            ImageIO.write(photograph, "png", photographs.resolve(i + ".png").toFile());
        }
        Files.writeString(photographs.resolve("broken.png"), "no picture");
    }

    @Test
    void shouldWriteAnEncoderThatTrainTakesAndSayWhereItComesFrom() throws IOException {
        assertThat(distil(teacher, "photographs")).isZero();

        assertThat(TrainingEncoder.read(encoder, false).network()).isEqualTo(ResNet.TINY);
        TensorFile written = SafeTensors.read(encoder);
        assertThat(written.tensors().get("conv1.weight").type()).isEqualTo(ElementType.F16);
        assertThat(written.metadata())
                .containsEntry("teacher", Sha256.of(teacher))
                .containsEntry("recipe", "steps 2 of 2, batch 1, lr 0.001, seed 7");
        assertThat(out.toString()).contains("3 images").contains(Sha256.of(encoder));
        assertThat(err.toString()).contains("left out: ").contains("broken.png");
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertThat(distil(folder.resolve("nobody.safetensors"), "photographs")).isEqualTo(1);
        assertThat(err.toString()).contains("nobody.safetensors").doesNotContain("Exception");
        assertThat(distil(teacher, "nothing")).isEqualTo(1);
        assertThat(err.toString()).contains("nothing");
        assertThat(encoder).doesNotExist();
    }

    private int distil(Path from, String photographs) {
        return invigil.execute(List.of(
                        "distill",
                        "--teacher",
                        from.toString(),
                        "--data",
                        folder.resolve(photographs).toString(),
                        "--steps",
                        "2",
                        "--batch",
                        "1",
                        "--lr",
                        "0.001",
                        "--seed",
                        "7",
                        "--judge-every",
                        "1",
                        "--device",
                        "cpu",
                        "--out",
                        encoder.toString())
                .toArray(String[]::new));
    }
}
