// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.map.AnomalyMap;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MapPngTest {
    @Test
    void shouldGiveTheHighestValueBackExactlyAndAllOthersWithinHalfAStep() throws Exception {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            float[] values = new float[21 * 34];
            float range = (float) Math.pow(10, random.nextInt(9) - 6);
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat() * range;
            }
            AnomalyMap map = new AnomalyMap(21, 34, values);
            MapPng encoded = MapPng.encode(map);
            AnomalyMap decoded = encoded.decode();
            assertThat(decoded.height()).isEqualTo(21);
            assertThat(decoded.width()).isEqualTo(34);
            assertThat(decoded.max()).isEqualTo(map.max());
            for (int i = 0; i < values.length; i++) {
                assertThat((double) Math.abs(decoded.values()[i] - values[i]))
                        .isLessThanOrEqualTo(encoded.scale() * 0.5001 + Math.ulp(values[i]));
            }
        }
    }

    @Test
    void shouldKeepAMapOfZerosAndOfRoundingBelowZero() throws Exception {
        assertThat(MapPng.encode(new AnomalyMap(1, 3, new float[] {0, -1e-7f, 0}))
                        .decode()
                        .values())
                .containsOnly(0);
    }

    @Test
    void shouldRefuseAMapThatIsNotOfNumbers() {
        assertThatThrownBy(() -> MapPng.encode(new AnomalyMap(1, 2, new float[] {Float.NaN, 1})))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseAPictureThatIsNoMap() {
        byte[] colour = Pictures.encode(Pictures.gradient(5, 5, BufferedImage.TYPE_3BYTE_BGR), "png");
        assertThatThrownBy(() -> new MapPng(colour, 1).decode())
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageContaining("not an anomaly map");
    }
}
