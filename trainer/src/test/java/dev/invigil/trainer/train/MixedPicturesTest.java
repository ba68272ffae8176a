// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.evaluate.ImageScorer;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.training.Recipe;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One product, with images of very different cameras: three grey bands in files of many kinds and sizes. */
class MixedPicturesTest {
    private static final int SIZE = 48;
    private static final int[] BANDS = {40, 128, 220};

    @TempDir
    static Path folder;

    private static ProductClass plate;

    @BeforeAll
    static void photograph() throws IOException {
        ComputeDevice.useThreads(1);
        Path good = Files.createDirectories(folder.resolve("data/plate/train/good"));
        // larger and smaller than the model's images, and not square
        int[][] sizes = {{48, 48}, {96, 60}, {30, 90}};
        for (int[] size : sizes) {
            String name = size[0] + "x" + size[1];
            save(bands(BufferedImage.TYPE_BYTE_GRAY, size), good, "grey8-" + name, "png");
            save(bands(BufferedImage.TYPE_USHORT_GRAY, size), good, "grey16-" + name, "png");
            save(palette(size), good, "palette-" + name, "png");
            save(bands(BufferedImage.TYPE_4BYTE_ABGR, size), good, "rgba-" + name, "png");
            save(bands(BufferedImage.TYPE_3BYTE_BGR, size), good, "rgb-" + name, "jpg");
        }
        plate = DataSet.read(folder.resolve("data")).classes().get(0);
    }

    @Test
    void shouldSeeTheSamePartWhateverTheFile() {
        assertThat(plate.train()).hasSize(15).allSatisfy(picture -> {
            RgbImage seen = new Photographs(Preprocessing.imageNet(SIZE, SIZE)).picture(picture);
            assertThat(seen.width()).isEqualTo(SIZE);
            assertThat(seen.height()).isEqualTo(SIZE);
            for (int band = 0; band < BANDS.length; band++) {
                int middle = (SIZE / 2 * SIZE + SIZE / 6 + band * SIZE / 3) * RgbImage.CHANNELS;
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    // a JPEG rounds
                    assertThat(Byte.toUnsignedInt(seen.rgb()[middle + channel]))
                            .isBetween(BANDS[band] - 2, BANDS[band] + 2);
                }
            }
        });
    }

    @Test
    void shouldTrainOnThemTogetherAndScoreThemAlike() throws IOException {
        TrainingEncoder drawn = TrainingEncoder.random(1);
        TrainingEncoder encoder = new TrainingEncoder(
                drawn.network(),
                drawn.weights(),
                new Provenance.Backbone("drawn", drawn.origin().sha256(), false));
        TrainingPlan plan = new TrainingPlan(
                "plate",
                "1",
                DetectorFamilies.named("invad"),
                Preprocessing.imageNet(SIZE, SIZE),
                PostProcessing.maximum(2),
                new Recipe(4, 4, 0.004, 1, Precision.FLOAT32),
                0.34,
                FalseRejectRates.DEFAULT);
        ModelBundle bundle = new TrainingJob(plan, encoder, ComputeDevice.cpu(), "test", Clock.systemUTC())
                .run(List.of(plate), folder.resolve("bundle"), new TrainingJob.Listener() {
                    @Override
                    public void stepped(Progress progress) {}

                    @Override
                    public void calibrated(int done, int total) {}
                });

        // of the model's own size, so that nothing but the kind of file differs
        List<Picture> unscaled = plate.train().stream()
                .filter(picture -> picture.toString().endsWith("48x48.png"))
                .toList();
        Map<Picture, float[]> maps = new ConcurrentHashMap<>();
        try (ImageScorer scorer = new ImageScorer(bundle, ComputeDevice.cpu())) {
            scorer.score(
                    unscaled,
                    picture -> picture,
                    picture -> "mixed",
                    (picture, map) -> maps.put(picture, map.values()));
        }
        assertThat(maps).hasSize(4);
        float[] first = maps.get(unscaled.get(0));
        assertThat(maps.values()).allSatisfy(map -> {
            for (int i = 0; i < map.length; i++) {
                assertThat(map[i]).isEqualTo(first[i], within(1e-5f));
            }
        });
    }

    private static BufferedImage bands(int type, int... size) {
        return paint(new BufferedImage(size[0], size[1], type));
    }

    private static BufferedImage palette(int... size) {
        byte[] shades = {(byte) BANDS[2], (byte) BANDS[0], (byte) BANDS[1]};
        IndexColorModel model = new IndexColorModel(2, shades.length, shades, shades, shades);
        return paint(new BufferedImage(size[0], size[1], BufferedImage.TYPE_BYTE_INDEXED, model));
    }

    /** Raw samples, since painting would pass them through colour profiles. */
    private static BufferedImage paint(BufferedImage image) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int band = Math.min(BANDS.length - 1, x * BANDS.length / image.getWidth());
                int[] sample =
                        switch (image.getType()) {
                            case BufferedImage.TYPE_BYTE_INDEXED -> new int[] {(band + 1) % BANDS.length};
                            // what the lower byte says is lost
                            case BufferedImage.TYPE_USHORT_GRAY -> new int[] {BANDS[band] << 8 | 77};
                            case BufferedImage.TYPE_BYTE_GRAY -> new int[] {BANDS[band]};
                            default -> new int[] {BANDS[band], BANDS[band], BANDS[band], x * 3 % 256};
                        };
                image.getRaster().setPixel(x, y, sample);
            }
        }
        return image;
    }

    private static void save(BufferedImage image, Path good, String name, String format) throws IOException {
        assertThat(ImageIO.write(
                        image, format, good.resolve(name + "." + format).toFile()))
                .isTrue();
    }
}
