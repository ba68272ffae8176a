// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LayoutOptionsTest {
    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();
    private final CommandLine invigil = Invigil.commandLine().setErr(new PrintWriter(err, true));

    @Test
    void shouldSayInOneLineWhatWasLookedFor() {
        assertThat(evaluate()).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("unknown layout; the known layouts are mvtec (CLASS/train/good");
    }

    @Test
    void shouldNameThePlainLayoutWhereFoldersContainImagesOnly() throws Exception {
        Path image = Files.createDirectory(folder.resolve("bottle")).resolve("1.png");
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", image.toFile());

        assertThat(evaluate()).isEqualTo(1);
        assertThat(err.toString()).contains("--layout plain").doesNotContain("the known layouts are");
    }

    @Test
    void shouldNameTheLayoutsThereAre() {
        assertThat(evaluate("--layout", "imagenet")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown layout imagenet; the known ones are mvtec, mpdd");
    }

    @Test
    void shouldPassTheSettingOn() throws Exception {
        Files.write(folder.resolve("test_batch.bin"), new byte[3073]);

        assertThat(evaluate()).isEqualTo(1);
        assertThat(err.toString()).contains("cifar10 has 4 splits, of which 0, 1, 2, 3 are here");
        assertThat(evaluate("--split", "2")).isEqualTo(1);
        assertThat(err.toString()).contains("cifar10 split 2: 1 class, training images: 0, test images: 1");
    }

    private int evaluate(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("evaluate", "--bundle", folder.resolve("none").toString(), "--data", folder.toString()));
        arguments.addAll(List.of(more));
        return invigil.execute(arguments.toArray(String[]::new));
    }
}
