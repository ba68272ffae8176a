// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.GaussianFilter;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A few images with the results that the model gave where its bundle was made, on the processor. It travels in the bundle and is run
 * when the model opens on a device: a device or an engine that silently computes something else is found before it decides about a part.
 *
 * <p>The images are synthetic, so that a bundle carries no image of anybody's product.
 *
 * @param images prepared, of the size of the network's input
 * @param expected the results, one per image
 * @param tolerance how far a value may differ from the expected one, as a share of the largest expected value of its image; above 0
 */
public record SelfTest(List<RgbImage> images, List<Expected> expected, double tolerance) {
    /** Ten times the rounding of TF32, in which graphics cards compute convolutions. */
    public static final double DEFAULT_TOLERANCE = 5e-3;

    private static final String IMAGES = "images";
    private static final String SCORES = "scores";
    private static final String CELLS = "cells";
    private static final String TOLERANCE = "tolerance";
    private static final int COUNT = 2;
    private static final int GRID = 16;
    private static final long SEED = 20_260_101;

    public SelfTest {
        images = List.copyOf(images);
        expected = List.copyOf(expected);
        if (images.isEmpty() || images.size() != expected.size()) {
            throw new IllegalArgumentException("a self-test needs one result per image, and at least one image");
        }
        if (!(tolerance > 0) || !Double.isFinite(tolerance)) {
            throw new IllegalArgumentException("the tolerance of a self-test must be greater than 0, not " + tolerance);
        }
    }

    /**
     * The result of one image.
     *
     * @param score after post-processing
     * @param cells mean of the smoothed map in each cell of a grid, row by row
     */
    public record Expected(double score, List<Double> cells) {
        public Expected {
            cells = List.copyOf(cells);
        }

        private double scale() {
            return Math.max(
                    Math.abs(score), cells.stream().mapToDouble(Math::abs).max().orElse(0));
        }
    }

    /** Makes a self-test of what the detector gives now; it should be open on the processor. */
    public static SelfTest of(OpenDetector detector) {
        List<RgbImage> images = images(detector.spec().preprocessing());
        return new SelfTest(images, results(detector, images), DEFAULT_TOLERANCE);
    }

    /**
     * Runs the test.
     *
     * @return what is wrong, for the operator; empty if all results are within the tolerance
     */
    public Optional<String> problem(OpenDetector detector) {
        List<Expected> got = results(detector, images);
        for (int i = 0; i < images.size(); i++) {
            double allowed = tolerance * expected.get(i).scale();
            double score = Math.abs(got.get(i).score() - expected.get(i).score());
            // negated, so that NaN fails
            if (!(score <= allowed)) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "image %d scored %s, expected %s, and %.2g is tolerated",
                        i + 1,
                        got.get(i).score(),
                        expected.get(i).score(),
                        allowed));
            }
            List<Double> cells = expected.get(i).cells();
            for (int c = 0; c < cells.size(); c++) {
                double difference = Math.abs(got.get(i).cells().get(c) - cells.get(c));
                if (!(difference <= allowed)) {
                    return Optional.of(String.format(
                            Locale.ROOT,
                            "cell %d of the anomaly map of image %d is %s, expected %s, and %.2g is tolerated",
                            c + 1,
                            i + 1,
                            got.get(i).cells().get(c),
                            cells.get(c),
                            allowed));
                }
            }
        }
        return Optional.empty();
    }

    private static List<Expected> results(OpenDetector detector, List<RgbImage> images) {
        PostProcessing postprocessing = detector.spec().postprocessing();
        GaussianFilter smoothing = postprocessing.smoothing();
        List<Expected> results = new ArrayList<>();
        for (AnomalyMap raw : detector.score(images).maps()) {
            AnomalyMap map = smoothing.apply(raw);
            results.add(new Expected(postprocessing.score(map), cells(map)));
        }
        return results;
    }

    private static List<Double> cells(AnomalyMap map) {
        int rows = Math.min(GRID, map.height());
        int columns = Math.min(GRID, map.width());
        List<Double> means = new ArrayList<>(rows * columns);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int top = row * map.height() / rows;
                int bottom = (row + 1) * map.height() / rows;
                int left = column * map.width() / columns;
                int right = (column + 1) * map.width() / columns;
                double sum = 0;
                for (int y = top; y < bottom; y++) {
                    for (int x = left; x < right; x++) {
                        sum += map.at(y, x);
                    }
                }
                means.add(sum / ((double) (bottom - top) * (right - left)));
            }
        }
        return means;
    }

    /** Waves of several lengths with some noise: every channel of an early layer has something to answer to. */
    private static List<RgbImage> images(Preprocessing preprocessing) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<RgbImage> images = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            int height = preprocessing.height();
            int width = preprocessing.width();
            byte[] rgb = new byte[height * width * RgbImage.CHANNELS];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                        double wave = Math.sin((x + 2 * y) / (3.0 + 4 * channel + 9 * i))
                                * Math.cos((2 * x - y) / (23.0 - 6 * channel));
                        int value = (int) (128 + 90 * wave) + random.nextInt(-20, 21);
                        rgb[(y * width + x) * RgbImage.CHANNELS + channel] = (byte) Math.max(0, Math.min(255, value));
                    }
                }
            }
            images.add(new RgbImage(height, width, rgb));
        }
        return images;
    }

    /** As a file: {@code images} N,H,W,3 bytes; {@code scores} N and {@code cells} N,C float64; the tolerance in the metadata. */
    public TensorFile tensors() {
        int height = images.get(0).height();
        int width = images.get(0).width();
        int length = height * width * RgbImage.CHANNELS;
        byte[] pixels = new byte[images.size() * length];
        int grid = expected.get(0).cells().size();
        double[] scores = new double[images.size()];
        double[] cells = new double[images.size() * grid];
        for (int i = 0; i < images.size(); i++) {
            System.arraycopy(images.get(i).rgb(), 0, pixels, i * length, length);
            scores[i] = expected.get(i).score();
            for (int c = 0; c < grid; c++) {
                cells[i * grid + c] = expected.get(i).cells().get(c);
            }
        }
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put(IMAGES, HostTensor.of(pixels, List.of(images.size(), height, width, RgbImage.CHANNELS)));
        tensors.put(SCORES, HostTensor.of(scores, List.of(images.size())));
        tensors.put(CELLS, HostTensor.of(cells, List.of(images.size(), grid)));
        return new TensorFile(tensors, Map.of(TOLERANCE, Double.toString(tolerance)));
    }

    /** @throws IllegalArgumentException if the file is not one that {@link #tensors} makes */
    public static SelfTest read(TensorFile file) {
        HostTensor pixels = shaped(file, IMAGES, ElementType.U8, 4);
        HostTensor scores = shaped(file, SCORES, ElementType.F64, 1);
        HostTensor cells = shaped(file, CELLS, ElementType.F64, 2);
        int count = pixels.size(0);
        if (scores.size(0) != count || cells.size(0) != count || pixels.size(3) != RgbImage.CHANNELS) {
            throw new IllegalArgumentException("its tensors have different numbers of images");
        }
        List<RgbImage> images = new ArrayList<>();
        List<Expected> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            images.add(
                    new RgbImage(pixels.size(1), pixels.size(2), pixels.part(i).bytes()));
            expected.add(new Expected(
                    scores.doubles()[i],
                    Arrays.stream(cells.part(i).doubles()).boxed().toList()));
        }
        return new SelfTest(images, expected, Double.parseDouble(file.metadata().getOrDefault(TOLERANCE, "")));
    }

    private static HostTensor shaped(TensorFile file, String name, ElementType type, int axes) {
        HostTensor tensor = file.tensor(name);
        if (tensor.type() != type || tensor.shape().size() != axes) {
            throw new IllegalArgumentException(
                    name + " has the type " + tensor.type() + " and the shape " + tensor.shape());
        }
        return tensor;
    }

    /**
     * Whether the test is for networks of this input and map size.
     *
     * @throws IllegalArgumentException if it is not, saying what differs
     */
    public void requireFor(Preprocessing preprocessing) {
        RgbImage first = images.get(0);
        int cells = Math.min(GRID, preprocessing.height()) * Math.min(GRID, preprocessing.width());
        if (first.height() != preprocessing.height() || first.width() != preprocessing.width()) {
            throw new IllegalArgumentException("its images have %d x %d pixels, the network takes %s"
                    .formatted(first.height(), first.width(), preprocessing.size()));
        }
        for (Expected one : expected) {
            if (one.cells().size() != cells) {
                throw new IllegalArgumentException(
                        "it has " + one.cells().size() + " map cells per image, expected " + cells);
            }
        }
    }
}
