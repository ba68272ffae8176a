// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageFiguresTest {

    @Test
    void shouldAgreeWithTheDefinitionsComputedPixelByPixel() {
        RgbImage image = random(7, 11, 200);
        GreyImage grey = image.toGrey();
        double[] laplacians = new double[5 * 9];
        double brightness = 0;
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 11; x++) {
                brightness += at(grey, y, x) / 77.0;
                if (y > 0 && y < 6 && x > 0 && x < 10) {
                    laplacians[(y - 1) * 9 + x - 1] = at(grey, y - 1, x)
                            + at(grey, y + 1, x)
                            + at(grey, y, x - 1)
                            + at(grey, y, x + 1)
                            - 4.0 * at(grey, y, x);
                }
            }
        }
        double mean = Arrays.stream(laplacians).average().orElseThrow();
        double variance = Arrays.stream(laplacians)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();

        ImageFigures figures = ImageFigures.of(image);

        assertThat(figures.brightness()).isCloseTo(brightness, within(1e-9));
        assertThat(figures.sharpness()).isCloseTo(variance, within(1e-6));
    }

    @Test
    void shouldFallWithTheLightAndWithTheFocus() {
        RgbImage sharp = random(64, 64, 200);
        byte[] dark = new byte[sharp.rgb().length];
        for (int i = 0; i < dark.length; i++) {
            dark[i] = (byte) ((sharp.rgb()[i] & 0xff) * 3 / 4);
        }
        RgbImage blurred = sharp.resized(32, 32).resized(64, 64);

        assertThat(ImageFigures.of(new RgbImage(64, 64, dark)).brightness())
                .isCloseTo(0.75 * ImageFigures.of(sharp).brightness(), within(1.0));
        assertThat(ImageFigures.of(blurred).sharpness())
                .isLessThan(0.2 * ImageFigures.of(sharp).sharpness());
        assertThat(ImageFigures.of(blurred).brightness())
                .isCloseTo(ImageFigures.of(sharp).brightness(), within(1.0));
    }

    @Test
    void shouldHaveNoSharpnessWithoutInnerPixels() {
        for (RgbImage small : new RgbImage[] {random(1, 1, 200), random(2, 9, 200), random(9, 2, 200)}) {
            assertThat(ImageFigures.of(small).sharpness()).isZero();
        }
        byte[] white = new byte[5 * 5 * 3];
        Arrays.fill(white, (byte) 255);
        assertThat(ImageFigures.of(new RgbImage(5, 5, white))).isEqualTo(new ImageFigures(255, 0));
    }

    private static int at(GreyImage grey, int y, int x) {
        return grey.grey()[y * grey.width() + x] & 0xff;
    }

    private static RgbImage random(int height, int width, int bound) {
        byte[] rgb = new byte[height * width * 3];
        Random random = new Random(5);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.nextInt(bound);
        }
        return new RgbImage(height, width, rgb);
    }
}
