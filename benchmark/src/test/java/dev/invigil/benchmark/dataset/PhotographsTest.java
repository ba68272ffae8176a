// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.image.DefectMask;
import dev.invigil.detector.model.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhotographsTest {
    private static final int SIZE = 8;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0x010000, 0x000100, 0x000004, 0x010101, 0xFFFFFF, 0x000001})
    void shouldTakeALabelOfAnyColourForDefect(int colour) throws IOException {
        DefectMask mask = new Photographs(Preprocessing.imageNet(SIZE, SIZE))
                .mask(defect(mask(colour)))
                .orElseThrow();

        assertThat(mask.values()).contains((byte) 0);
        assertThat(mask.values()[SIZE + 1]).isEqualTo((byte) 1);
    }

    @Test
    void shouldTakeAnEmptyMaskForNone() throws IOException {
        assertThat(new Photographs(Preprocessing.imageNet(SIZE, SIZE)).mask(defect(mask(0))))
                .isEmpty();
    }

    @Test
    void shouldHaveNoMaskOfADefectThatHasNone() {
        TestPhotograph unlocated = new TestPhotograph(Picture.of(folder.resolve("a.png")), "scratch", Optional.empty());
        assertThat(new Photographs(Preprocessing.imageNet(SIZE, SIZE)).mask(unlocated))
                .isEmpty();
        TestPhotograph good =
                new TestPhotograph(Picture.of(folder.resolve("a.png")), TestPhotograph.GOOD, Optional.empty());
        assertThat(new Photographs(Preprocessing.imageNet(SIZE, SIZE))
                        .mask(good)
                        .orElseThrow()
                        .values())
                .containsOnly(0);
    }

    private TestPhotograph defect(Path mask) {
        return new TestPhotograph(Picture.of(folder.resolve("a.png")), "scratch", Optional.of(mask));
    }

    /** Black with a square of that colour. */
    private Path mask(int colour) throws IOException {
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 9; i++) {
            image.setRGB(1 + i % 3, 1 + i / 3, colour);
        }
        Path file = folder.resolve("mask.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
