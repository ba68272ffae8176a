// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.ProductClass;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleLineTest {
    private static final SampleLine LINE = new SampleLine(128, 1);

    @ParameterizedTest
    @EnumSource(Product.class)
    void shouldRenderTheSamePhotographFromTheSameSeed(Product product) {
        int[] once = pixels(LINE.good(product, 3).image());

        assertThat(pixels(new SampleLine(128, 1).good(product, 3).image())).isEqualTo(once);
        assertThat(pixels(LINE.good(product, 4).image())).isNotEqualTo(once);
        assertThat(pixels(new SampleLine(128, 2).good(product, 3).image())).isNotEqualTo(once);
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void shouldMarkEveryDefectAndNothingOnGoodParts(Product product) {
        assertThat(marked(LINE.good(product, 0))).isZero();
        for (DefectKind kind : DefectKind.values()) {
            for (int index = 0; index < 5; index++) {
                assertThat(marked(LINE.defective(product, kind, index)))
                        .as("%s %s %d", product, kind, index)
                        .isBetween(20, 128 * 128 / 4);
            }
        }
    }

    @Test
    void shouldBeExposedSoThatLittleIsBlackOrBlownOut() {
        for (Product product : Product.values()) {
            int[] pixels = pixels(LINE.good(product, 0).image());
            long clipped = java.util.Arrays.stream(pixels)
                    .filter(rgb -> (rgb & 0xffffff) == 0xffffff || (rgb & 0xffffff) == 0)
                    .count();
            assertThat(clipped).as("clipped pixels of %s", product).isLessThan(pixels.length / 100);
        }
    }

    @Test
    void shouldEncodeAJpegThatKeepsThePicture() throws Exception {
        Sample sample = LINE.good(Product.CAP, 0);

        BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(sample.jpeg()));

        double error = 0;
        int[] before = pixels(sample.image());
        int[] after = pixels(decoded);
        for (int i = 0; i < before.length; i++) {
            error += Math.abs((before[i] >> 8 & 255) - (after[i] >> 8 & 255));
        }
        assertThat(error / before.length).isLessThan(4);
    }

    @Test
    void shouldWriteAFolderThatTheTrainerReads(@TempDir Path folder) throws Exception {
        new SampleFolder(new SampleLine(64, 1), 3, 2, 1).write(folder);

        List<ProductClass> classes = DataSet.read(folder).classes();

        assertThat(classes).extracting(ProductClass::name).containsExactly("blister", "cap", "flange");
        assertThat(classes.get(0).train()).hasSize(3);
        assertThat(classes.get(0).test()).hasSize(2 + DefectKind.values().length);
    }

    private static int marked(Sample sample) {
        int count = 0;
        for (int value : sample.mask().getRaster().getPixels(0, 0, 128, 128, (int[]) null)) {
            count += value == 255 ? 1 : 0;
        }
        return count;
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
