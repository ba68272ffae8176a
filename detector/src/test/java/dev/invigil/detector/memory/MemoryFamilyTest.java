// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.memory.TinyMemory.Good;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.ImageMemory;
import dev.invigil.detector.model.ImageMemory.Remembered;
import dev.invigil.detector.model.ImageMemory.Source;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryFamilyTest {
    private static final int SIZE = 32;

    /** Against plain loops over rows and patches: on both kinds of encoders, for products with different numbers of rows. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGiveTheDistanceFromTheNearestRowOfTheNamedProduct(boolean transformer) {
        Encoder encoder = transformer ? TinyMemory.TRANSFORMER : TinyModels.ENCODER;
        List<Good> images = new ArrayList<>(good("bolt", 3));
        images.addAll(good("nut", 1));
        Detector detector = TinyMemory.of(encoder, SIZE, images);
        detector.requireConsistent();

        shouldGiveWhatPlainLoopsGive(detector, encoder, SIZE);
    }

    /** So many rows are searched in pieces. */
    @Test
    void shouldFindTheNearestOfThousandsOfRows() {
        int size = 128;
        List<Good> images = new ArrayList<>(good("bolt", 20, size));
        images.addAll(good("nut", 9, size));
        Detector detector = TinyMemory.of(TinyMemory.TRANSFORMER, size, images);
        assertThat(detector.state().get(PatchMemory.rows(0)).size(0)).isEqualTo(20 * 250);
        assertThat(detector.state().get(PatchMemory.rows(1)).size(0)).isEqualTo(9 * 250);

        shouldGiveWhatPlainLoopsGive(detector, TinyMemory.TRANSFORMER, size);
    }

    private static void shouldGiveWhatPlainLoopsGive(Detector detector, Encoder encoder, int size) {
        RgbImage part = TinyModels.noise(size, 9);
        PatchFeatures features = new PatchFeatures(encoder);
        float[] patches = patches(detector, features, part);
        int side = size / features.stride();

        try (OpenDetector open = detector.open(TestDevice.CPU)) {
            for (int product = 0; product < 2; product++) {
                Optional<String> name = Optional.of(List.of("bolt", "nut").get(product));
                AnomalyMap map = open.score(List.of(part), List.of(name)).maps().get(0);
                float[] rows = detector.state().get(PatchMemory.rows(product)).floats();
                double[] distances = new double[side * side];
                for (int patch = 0; patch < distances.length; patch++) {
                    distances[patch] = nearest(patches, patch, rows, features.channels());
                }
                for (int y = 0; y < size; y++) {
                    for (int x = 0; x < size; x++) {
                        assertThat((double) map.at(y, x)).isCloseTo(resized(distances, side, size, y, x), within(1e-4));
                    }
                }
            }
        }
    }

    @Test
    void shouldFindEveryRememberedPatchOfATransformerAtDistanceZeroAndInItsPlace() {
        List<Good> images = good("bolt", 3);
        Detector detector = TinyMemory.of(TinyMemory.TRANSFORMER, SIZE, images);
        ImageMemory memory = MemoryFamily.MEMORY.memory().orElseThrow();

        try (OpenDetector open = detector.open(TestDevice.CPU);
                ImageMemory.Sources sources = memory.open(detector, TestDevice.CPU)) {
            for (Good good : images) {
                AnomalyMap map = open.score(List.of(good.image()), List.of(Optional.of("bolt")))
                        .maps()
                        .get(0);
                assertThat(map.max()).as("rows are halves").isLessThan(0.01f);
                ImageMemory.Nearest nearest = sources.of(good.image(), "bolt");
                for (int y = 0; y < SIZE; y += 5) {
                    for (int x = 0; x < SIZE; x += 5) {
                        assertThat(nearest.at(x, y))
                                .isEqualTo(
                                        new Source(new Remembered("bolt", good.name(), ""), x / 8 * 8, y / 8 * 8, 8));
                    }
                }
            }
            assertThatThrownBy(() -> sources.of(images.get(0).image(), "cap"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"cap\"; it knows bolt");
        }
    }

    @Test
    void shouldChooseTheProductByTheImageWhereItIsNotNamedOrNotKnown() {
        List<Good> images = new ArrayList<>(good("bolt", 3));
        images.addAll(good("nut", 4));
        images.addAll(good("cap", 2));
        Detector detector = TinyMemory.of(TinyMemory.TRANSFORMER, SIZE, images);

        try (OpenDetector open = detector.open(TestDevice.CPU)) {
            for (Good good : images) {
                float[] named = open.score(List.of(good.image()), List.of(Optional.of(good.product())))
                        .maps()
                        .get(0)
                        .values();
                assertThat(open.score(List.of(good.image())).maps().get(0).values())
                        .containsExactly(named);
                assertThat(open.score(List.of(good.image()), List.of(Optional.of("screw")))
                                .maps()
                                .get(0)
                                .values())
                        .containsExactly(named);
            }
            OpenDetector.Batch mixed = open.score(
                    List.of(images.get(0).image(), images.get(5).image()),
                    List.of(Optional.of("nut"), Optional.of("nut")));
            assertThat(mean(mixed.maps().get(0)))
                    .as("a bolt among nuts")
                    .isGreaterThan(10 * mean(mixed.maps().get(1)));
        }
    }

    /** Forgetting is exact: byte for byte what would have been made without the images, whatever was forgotten, in any order. */
    @Test
    void shouldBeAfterForgettingWhatWouldHaveBeenMadeWithoutTheImages() {
        ImageMemory memory = MemoryFamily.MEMORY.memory().orElseThrow();
        List<Good> images = new ArrayList<>(good("bolt", 26));
        images.addAll(good("nut", 14));
        Detector all = TinyMemory.of(TinyMemory.TRANSFORMER, SIZE, images);
        for (long seed = 1; seed <= 8; seed++) {
            List<Good> order = new ArrayList<>(images);
            Collections.shuffle(order, new Random(seed));
            List<Good> gone = new ArrayList<>();
            for (Good good : order) {
                boolean isLast = images.stream()
                        .filter(one -> one.product().equals(good.product()))
                        .allMatch(one -> one.equals(good) || gone.contains(one));
                if (gone.size() < 20 && !isLast) {
                    gone.add(good);
                }
            }
            List<Good> left =
                    images.stream().filter(good -> !gone.contains(good)).toList();

            Detector forgotten = memory.without(all, remembered(gone));
            Detector inSteps = all;
            for (Good good : gone) {
                inSteps = memory.without(inSteps, remembered(List.of(good)));
            }
            Detector made = TinyMemory.of(TinyMemory.TRANSFORMER, SIZE, left);

            assertThat(gone).hasSize(20);
            assertThat(forgotten.state()).as("seed %d", seed).isEqualTo(made.state());
            assertThat(forgotten.spec()).isEqualTo(made.spec());
            assertThat(inSteps.state()).isEqualTo(made.state());
            forgotten.requireConsistent();
        }
    }

    @Test
    void shouldLearnAsIfItHadBeenMadeWithTheImagesAndKeepTheFirstRowsOfEachWhenItIsFull() {
        ImageMemory memory = MemoryFamily.MEMORY.memory().orElseThrow();
        List<Good> images = good("bolt", 5);
        Detector few = TinyMemory.of(TinyMemory.TRANSFORMER, SIZE, images.subList(0, 3));
        Detector all = TinyMemory.of(TinyMemory.TRANSFORMER, SIZE, images);
        List<ImageMemory.Learned> more = images.subList(3, 5).stream()
                .map(good -> new ImageMemory.Learned(new Remembered("bolt", good.name(), ""), good.image()))
                .toList();

        assertThat(memory.with(few, more, TestDevice.CPU).state()).isEqualTo(all.state());
        assertThatThrownBy(() -> memory.with(all, more, TestDevice.CPU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("already");
        assertThatThrownBy(() -> memory.with(few, List.of(more.get(0), more.get(1), more.get(0)), TestDevice.CPU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the image bolt/bolt-03.png is given twice; name it once");

        ProductMemory limited = MemoryState.read(all).get(0).limited(3);
        assertThat(limited.sources()).containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4);
        MemoryState.with(all, List.of(limited), 3).requireConsistent();
    }

    @Test
    void shouldRefuseToForgetWhatItDoesNotRememberAndTheLastImageOfAProduct() {
        ImageMemory memory = MemoryFamily.MEMORY.memory().orElseThrow();
        Detector detector = TinyMemory.of(TinyMemory.TRANSFORMER, SIZE, good("bolt", 1));

        assertThatThrownBy(() -> memory.without(detector, Set.of(new Remembered("bolt", "x.png", ""))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bolt/x.png");
        assertThatThrownBy(() -> memory.without(detector, new HashSet<>(memory.images(detector))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bolt");
    }

    @Test
    void shouldRefuseAStateWithoutSourcesAndSizesThatTheEncoderCannotTake() {
        Detector detector = TinyMemory.of(TinyMemory.TRANSFORMER, SIZE, good("bolt", 2));
        Map<String, HostTensor> state = new java.util.HashMap<>(detector.state());
        state.remove(PatchMemory.images(0));

        assertThatThrownBy(() -> new Detector(MemoryFamily.MEMORY, detector.spec(), state).requireConsistent())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("memory.0.images is missing");
        assertThatThrownBy(() ->
                        new MemoryTraining().requireEncoder(TinyMemory.TRANSFORMER, Preprocessing.imageNet(SIZE, 35)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiple of 8");
        assertThatThrownBy(
                        () -> new MemoryTraining().requireEncoder(TinyModels.ENCODER, Preprocessing.imageNet(40, 40)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiple of 16");
    }

    private static List<Good> good(String product, int count) {
        return good(product, count, SIZE);
    }

    private static List<Good> good(String product, int count, int size) {
        List<Good> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            images.add(Good.drawn(product, "%s-%02d.png".formatted(product, i), size, product.hashCode() * 31L + i));
        }
        return images;
    }

    private static Set<Remembered> remembered(List<Good> images) {
        Set<Remembered> set = new HashSet<>();
        images.forEach(image -> set.add(new Remembered(image.product(), image.name(), "")));
        return set;
    }

    private static float[] patches(Detector detector, PatchFeatures features, RgbImage image) {
        Preprocessing preprocessing = detector.spec().preprocessing();
        Input images = new Input("images");
        try (Program program = Program.load(
                ScoringProgram.of(
                        List.of(images),
                        List.of(MemoryFamily.patches(features.describe(
                                preprocessing.normalise(images), preprocessing.height(), preprocessing.width()))),
                        detector.state(),
                        archive -> Program.evaluate(archive, TestDevice.CPU)),
                TestDevice.CPU)) {
            return program.call("forward", preprocessing.batch(List.of(image)))
                    .get(0)
                    .floats();
        }
    }

    private static double nearest(float[] patches, int patch, float[] rows, int channels) {
        double least = Double.POSITIVE_INFINITY;
        for (int row = 0; row < rows.length / channels; row++) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                double difference = patches[patch * channels + c] - rows[row * channels + c];
                sum += difference * difference;
            }
            least = Math.min(least, sum);
        }
        return Math.sqrt(least / channels);
    }

    /** Bilinear, half-pixel centres. */
    private static double resized(double[] values, int side, int size, int y, int x) {
        double row = Math.max(0, (y + 0.5) * side / size - 0.5);
        double column = Math.max(0, (x + 0.5) * side / size - 0.5);
        int top = (int) row;
        int left = (int) column;
        int bottom = Math.min(top + 1, side - 1);
        int right = Math.min(left + 1, side - 1);
        double upper = values[top * side + left] * (1 - column + left) + values[top * side + right] * (column - left);
        double lower =
                values[bottom * side + left] * (1 - column + left) + values[bottom * side + right] * (column - left);
        return upper * (1 - row + top) + lower * (row - top);
    }

    private static double mean(AnomalyMap map) {
        double sum = 0;
        for (float value : map.values()) {
            sum += value;
        }
        return sum / map.values().length;
    }
}
