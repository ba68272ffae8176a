// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.Region;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlayTest {
    @Test
    void shouldColourByTheThresholdAndNotByThePicture() {
        for (double threshold : new double[] {0.01, 0.3, 1.7}) {
            assertThat(isCold(HeatColours.of(threshold, threshold))).isTrue();
            assertThat(isCold(HeatColours.of(0, threshold))).isTrue();
            assertThat(isCold(HeatColours.of(-1, threshold))).isTrue();
            assertThat(isCold(HeatColours.of(threshold * 1.001, threshold))).isFalse();
            assertThat(isCold(HeatColours.of(threshold * 50, threshold))).isFalse();
            assertThat(isCold(HeatColours.of(Double.NaN, threshold))).isFalse();
        }
    }

    @Test
    void shouldLeaveThePhotographWhereNothingIsStrange() {
        byte[] rgb = new byte[40 * 30 * 3];
        Arrays.fill(rgb, (byte) 90);
        BufferedImage picture =
                Overlay.of(new RgbImage(40, 30, rgb), new AnomalyMap(8, 8, new float[64]), 0.5, List.of());
        assertThat(picture.getWidth()).isEqualTo(30);
        assertThat(picture.getHeight()).isEqualTo(40);
        assertThat(picture.getRGB(0, 0, 30, 40, null, 0, 30)).containsOnly(0xFF5A5A5A);
    }

    @Test
    void shouldHeatAndFrameARegionWhereItIsInThePhotograph() {
        float[] values = new float[64];
        values[2 * 8 + 5] = 4;
        AnomalyMap map = new AnomalyMap(8, 8, values);
        RgbImage black = new RgbImage(160, 80, new byte[160 * 80 * 3]);
        Region region = new Region(5, 2, 1, 1, 1, 4, 5, 2);
        BufferedImage plain = Overlay.of(black, map, 1, List.of());
        BufferedImage framed = Overlay.of(black, map, 1, List.of(region));
        assertThat(isCold(plain.getRGB(55, 50))).isFalse();
        assertThat(plain.getRGB(10, 150)).isEqualTo(0xFF000000);
        assertThat(framed.getRGB(48, 50)).isNotEqualTo(plain.getRGB(48, 50));
        assertThat(framed.getRGB(10, 150)).isEqualTo(plain.getRGB(10, 150));
    }

    private static boolean isCold(int rgb) {
        return (rgb & 0xff) > (rgb >> 16 & 0xff);
    }
}
