// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static dev.invigil.app.cli.CommandTree.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.family.DetectorFamilies;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same parts from a camera of 12 bits, whose files have 16, and in 8 bits. A defect is 3 grey levels of 256 brighter than the part. */
class TwelveBitCameraTest {
    private static final int WIDTH = 24;
    private static final int HEIGHT = 16;
    private static final int GOOD = 24;
    private static final int TESTED = 12;

    @TempDir
    private Path folder;

    private DetectorFamilies.Registration toy;
    private Path twelve;
    private Path eight;

    @BeforeEach
    void render() throws IOException {
        toy = DetectorFamilies.register(ToyFamily.TOY);
        twelve = folder.resolve("twelve");
        eight = folder.resolve("eight");
        Random random = new Random(12);
        for (int i = 0; i < GOOD; i++) {
            save("cap/train/good/%02d.png".formatted(i), random, false);
        }
        for (int i = 0; i < TESTED; i++) {
            save("cap/test/good/%02d.png".formatted(i), random, false);
            save("cap/test/spot/%02d.png".formatted(i), random, true);
        }
    }

    @AfterEach
    void removeToy() {
        toy.close();
    }

    @Test
    void shouldFindDefectsInTwelveBitsAsWellAsInEight() throws Exception {
        double reference = imageAuroc("depth-8", eight, "");

        assertThat(reference).isGreaterThan(0.9);
        assertThat(imageAuroc("depth-12", twelve, " --depth 12")).isEqualTo(reference);
        assertThat(imageAuroc("depth-16", twelve, " --depth 16"))
                .as("of the upper byte alone 16 grey levels are left")
                .isEqualTo(0.5);
    }

    @Test
    void shouldWarnWhereImagesDoNotFitTheDepthOfTheModel() {
        Path bundle = train("model", eight, "");
        String warning = "warning: product cap: its 16-bit samples range from 1856 to 19";

        String evaluate = "evaluate --bundle %s --data %s";
        assertThat(succeed(evaluate, bundle, eight).err()).doesNotContain(warning);
        assertThat(succeed(evaluate, bundle, twelve).err())
                .contains(warning, "a small part of the 0 to 65535", "train with --depth");
        assertThat(succeed("calibrate --bundle %s --data %s --dry-run", bundle, twelve)
                        .err())
                .contains(warning, "a small part of the 0 to 65535", "train with --depth");
    }

    private double imageAuroc(String name, Path data, String depth) throws Exception {
        Path bundle = train(name, data, depth);
        Path recorded = folder.resolve(name + "-evaluated");
        succeed("evaluate --bundle %s --data %s --record %s", bundle, data, recorded);
        return ModelBundle.load(recorded)
                .model()
                .provenance()
                .evaluations()
                .get(0)
                .mean()
                .get("imageAuroc");
    }

    private Path train(String name, Path data, String depth) {
        Path bundle = folder.resolve(name);
        succeed("train --data %s --detector toy --size 16x24 --out %s" + depth, data, bundle);
        return bundle;
    }

    /** Samples of 1856 to 1919, 48 more in a spot: all have the same upper byte. */
    private void save(String name, Random random, boolean defective) throws IOException {
        BufferedImage wide = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
        BufferedImage narrow = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        int left = random.nextInt(WIDTH - 6);
        int top = random.nextInt(HEIGHT - 6);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean inSpot = defective && x >= left && x < left + 6 && y >= top && y < top + 6;
                int sample = 1856 + random.nextInt(64) + (inSpot ? 48 : 0);
                wide.getRaster().setSample(x, y, 0, sample);
                narrow.getRaster().setSample(x, y, 0, sample >> 4);
            }
        }
        save(wide, twelve.resolve(name));
        save(narrow, eight.resolve(name));
    }

    private static void save(BufferedImage image, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    }
}
