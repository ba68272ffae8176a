// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.metric.ClassEvaluation;
import dev.invigil.benchmark.metric.ClassMetrics;
import dev.invigil.benchmark.metric.EvaluationOptions;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.benchmark.metric.MetricValue;
import dev.invigil.detector.image.DefectMask;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.Npy;
import dev.invigil.detector.map.AnomalyMap;
import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferFloat;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderMapsTest {
    private static final int HEIGHT = 10;
    private static final int WIDTH = 8;

    @TempDir
    private Path folder;

    private Path maps;
    private Path truth;

    @BeforeEach
    void layOutAFolder() throws IOException {
        maps = folder.resolve("maps");
        truth = folder.resolve("truth");
        write(maps.resolve("cap/test/good/000.npy"), Npy.encode(map(1)));
        write(maps.resolve("cap/test/crack/000.npy"), Npy.encode(map(2)));
        writeTiff(maps.resolve("cap/test/crack/001.tiff"), map(3));
        writeMask(truth.resolve("cap/ground_truth/crack/000_mask.png"), 30);
        writeMask(truth.resolve("cap/ground_truth/crack/001_mask.png"), 90);
    }

    @Test
    void shouldJudgeNpyAndTiffMapsByTheMasksBroughtToTheirSize() throws Exception {
        MapSource source = MapSource.open(maps, Optional.of(truth));
        assertThat(source.classes()).containsExactly("cap");
        assertThat(source.images()).isEqualTo(3);
        try (ClassEvaluation expected = new ClassEvaluation("cap", EvaluationOptions.defaults())) {
            expected.add(map(1), new byte[HEIGHT * WIDTH]);
            expected.add(map(2), mask("000"));
            expected.add(map(3), mask("001"));
            assertThat(MetricsRun.evaluate(source, MetricDefinition.EXACT, EvaluationOptions.defaults(), () -> {})
                            .classes())
                    .containsExactly(expected.metrics(MetricDefinition.EXACT));
        }
    }

    private byte[] mask(String name) throws Exception {
        byte[] file = Files.readAllBytes(truth.resolve("cap/ground_truth/crack/" + name + "_mask.png"));
        return DefectMask.of(new ImageDecoder().decodeGrey(file), HEIGHT, WIDTH).values();
    }

    @Test
    void shouldListEveryMissingMapAtOnce() throws IOException {
        writeMask(truth.resolve("cap/ground_truth/crack/002_mask.png"), 10);
        write(truth.resolve("cap/test/good/000.png"), new byte[1]);
        write(truth.resolve("cap/test/good/001.png"), new byte[1]);
        assertThatThrownBy(() -> MapSource.open(maps, Optional.of(truth)))
                .isInstanceOfSatisfying(BrokenDataException.class, e -> assertThat(e.problems())
                        .containsExactlyInAnyOrder(
                                truth.resolve("cap/ground_truth/crack/002_mask.png") + ": it has no map",
                                truth.resolve("cap/test/good/001.png") + ": it has no map"));
    }

    @Test
    void shouldLeaveOutWhatSystemsPutIntoFolders() throws Exception {
        write(maps.resolve(".DS_Store"), new byte[1]);
        write(maps.resolve("cap/.DS_Store"), new byte[1]);
        write(maps.resolve("cap/test/crack/._000.npy"), new byte[1]);
        write(truth.resolve("cap/ground_truth/crack/.DS_Store"), new byte[1]);
        write(truth.resolve("cap/ground_truth/crack/Thumbs.db"), new byte[1]);
        write(truth.resolve("cap/test/good/._000.png"), new byte[1]);

        assertThat(MapSource.open(maps, Optional.of(truth)).images()).isEqualTo(3);
    }

    @Test
    void shouldJudgeImagesButNotPixelsWhereADefectHasNoMaskOrAnEmptyOne() throws Exception {
        write(maps.resolve("cap/test/scratch/007.npy"), Npy.encode(map(4)));
        writeMask(truth.resolve("cap/ground_truth/crack/001_mask.png"), 0);

        MapSource source = MapSource.open(maps, Optional.of(truth));
        ClassMetrics cap = MetricsRun.evaluate(source, MetricDefinition.ADER, EvaluationOptions.defaults(), () -> {})
                .classes()
                .get(0);

        assertThat(source.notes())
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains(
                        "cap scratch: 1 map has no mask",
                        "expected " + truth.resolve("cap/ground_truth/scratch/007_mask.png"));
        assertThat(cap.anomalous()).isEqualTo(3);
        assertThat(cap.value(Metric.IMAGE_AUROC).isDefined()).isTrue();
        assertThat(cap.value(Metric.PIXEL_AUROC))
                .isEqualTo(MetricValue.undefined("2 anomalous image(s) without a mask"));
    }

    @Test
    void shouldListEveryUnreadableMapAndMask() throws Exception {
        Files.writeString(maps.resolve("cap/test/good/000.npy"), "no");
        Files.writeString(maps.resolve("cap/test/crack/001.tiff"), "no tiff");
        Files.writeString(truth.resolve("cap/ground_truth/crack/000_mask.png"), "no png");
        MapSource source = MapSource.open(maps, Optional.of(truth));
        assertThatThrownBy(() ->
                        MetricsRun.evaluate(source, MetricDefinition.ADER, EvaluationOptions.defaults(), () -> {}))
                .isInstanceOfSatisfying(BrokenDataException.class, e -> assertThat(e.problems())
                        .hasSize(3)
                        .anySatisfy(p -> assertThat(p).contains("000.npy: not a .npy file"))
                        .anySatisfy(p -> assertThat(p).contains("001.tiff: not a TIFF"))
                        .anySatisfy(p -> assertThat(p).contains("000_mask.png: ")));
    }

    @Test
    void shouldSayWhatItExpectsOfAFolderWithoutMaps(@TempDir Path empty) {
        assertThatThrownBy(() -> MapSource.open(empty, Optional.empty()))
                .hasMessageContaining("no map found; expected CLASS/test/DEFECT/NAME.tiff or .npy");
    }

    private static AnomalyMap map(int seed) {
        Random random = new Random(seed);
        float[] values = new float[HEIGHT * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return new AnomalyMap(HEIGHT, WIDTH, values);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /** Twice the map's size, with a rectangle from the corner, so that it must be shrunk. */
    private static void writeMask(Path file, int size) throws IOException {
        BufferedImage image = new BufferedImage(2 * WIDTH, 2 * HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < size; i++) {
            image.getRaster().setSample(i % 10, i / 10, 0, 255);
        }
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private static void writeTiff(Path file, AnomalyMap map) throws IOException {
        WritableRaster raster = Raster.createWritableRaster(
                new BandedSampleModel(DataBuffer.TYPE_FLOAT, map.width(), map.height(), 1),
                new DataBufferFloat(map.values(), map.values().length),
                new Point());
        ComponentColorModel grey = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                false,
                false,
                java.awt.Transparency.OPAQUE,
                DataBuffer.TYPE_FLOAT);
        Files.createDirectories(file.getParent());
        assertThat(ImageIO.write(new BufferedImage(grey, raster, false, null), "tiff", file.toFile()))
                .isTrue();
    }
}
