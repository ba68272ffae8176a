// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images that would fill a heap of 512 MB, four at once, in a process of its own: nothing ends. */
@Timeout(180)
class SmallHeapTest {
    @Test
    void shouldSurviveLargeImagesWithASmallHeap(@TempDir Path folder) throws Exception {
        Path deep = folder.resolve("deep.png");
        write(deep, 7000, 7000, DataBuffer.TYPE_USHORT);
        assertThat(Files.size(deep)).as("a small file").isLessThan(1_000_000);
        Path plain = folder.resolve("plain.png");
        write(plain, 4500, 4500, DataBuffer.TYPE_BYTE);

        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        deep.toString(),
                        plain.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said)
                .contains("deep.png [TOO_LARGE, TOO_LARGE, TOO_LARGE, TOO_LARGE]")
                .contains("plain.png [DECODED, DECODED, DECODED, DECODED]")
                .contains("failures []");
    }

    /** A grey image, all zeros. */
    private static void write(Path file, int width, int height, int type) throws Exception {
        var model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, Transparency.OPAQUE, type);
        BufferedImage image =
                new BufferedImage(model, model.createCompatibleWritableRaster(width, height), false, null);
        assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    }
}
