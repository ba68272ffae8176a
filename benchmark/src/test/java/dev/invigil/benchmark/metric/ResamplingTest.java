// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.detector.decision.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplingTest {
    private static final int SIDE = 24;
    private static final Bootstrap BOOTSTRAP = new Bootstrap(1000, 0.95, 1);

    private static EvaluationOptions options() {
        return EvaluationOptions.defaults().withResampling();
    }

    private static ClassEvaluation evaluation(List<TestImage> images) {
        ClassEvaluation evaluation = new ClassEvaluation("any", options());
        images.forEach(evaluation::add);
        return evaluation;
    }

    private static Resamples resamples(List<TestImage> images, Bootstrap bootstrap) {
        try (ClassEvaluation evaluation = evaluation(images)) {
            return evaluation.resamples(MetricDefinition.EXACT, bootstrap);
        }
    }

    /** A map of one score; two pixels, one of them defect if the image is anomalous. */
    private static TestImage image(String name, double score, boolean anomalous) {
        return TestImage.of(new float[] {(float) score, 0.01f}, 1, 2, new byte[] {(byte) (anomalous ? 1 : 0), 0})
                .named(name);
    }

    /** A noisy map with a block of defect pixels in two of three images, found more or less. */
    private static TestImage map(int seed, boolean isDouble) {
        Random random = new Random(seed);
        double[] map = new double[SIDE * SIDE];
        byte[] mask = new byte[map.length];
        int top = random.nextInt(SIDE - 8);
        int left = random.nextInt(SIDE - 8);
        double contrast = 0.05 + 0.4 * random.nextDouble();
        for (int i = 0; i < map.length; i++) {
            boolean inside =
                    seed % 3 != 0 && i / SIDE >= top && i / SIDE < top + 6 && i % SIDE >= left && i % SIDE < left + 5;
            mask[i] = (byte) (inside ? 1 : 0);
            map[i] = 0.1 + 0.3 * random.nextDouble() + (inside ? contrast : 0) - (isDouble ? 0.25 : 0);
        }
        float[] narrow = new float[map.length];
        for (int i = 0; i < map.length; i++) {
            narrow[i] = (float) map[i];
        }
        TestImage image = isDouble ? TestImage.of(map, SIDE, SIDE, mask) : TestImage.of(narrow, SIDE, SIDE, mask);
        return image.named("image " + seed);
    }

    @ParameterizedTest
    @EnumSource(MetricDefinition.class)
    void shouldTakeOfEveryDrawWhatTheMetricsOfItsImagesAre(MetricDefinition definition) {
        Bootstrap few = new Bootstrap(4, 0.95, 7);
        for (boolean isDouble : new boolean[] {false, true}) {
            List<TestImage> images =
                    IntStream.range(0, 30).mapToObj(i -> map(i, isDouble)).toList();
            try (ClassEvaluation evaluation = evaluation(images)) {
                Resamples resamples = evaluation.resamples(definition, few);
                assertThat(resamples.missing())
                        .doesNotContainKeys(Metric.PIXEL_AUROC, Metric.PIXEL_AP, Metric.PIXEL_IOU_MAX);
                for (int draw = 0; draw < few.draws(); draw++) {
                    ClassMetrics expected = metricsOfDraw(images, few, draw, definition);
                    int at = draw;
                    resamples.draws().forEach((metric, values) -> assertThat(values[at])
                            .as(metric + ", draw " + at)
                            .isCloseTo(expected.value(metric).orNaN(), within(tolerance(metric, definition))));
                }
            }
        }
    }

    /** What hangs on single pixels of a map of 24 x 24, as steps and thresholds do, hangs on the cells' width. */
    private static double tolerance(Metric metric, MetricDefinition definition) {
        return switch (metric) {
            case IMAGE_AUROC, IMAGE_AP, IMAGE_F1_MAX, IMAGE_MAD -> 1e-12;
            case AUPRO -> definition == MetricDefinition.ADER ? 0.01 : 0.004;
            default -> 0.004;
        };
    }

    private static ClassMetrics metricsOfDraw(
            List<TestImage> images, Bootstrap bootstrap, int draw, MetricDefinition definition) {
        List<TestImage> sorted =
                images.stream().sorted(Comparator.comparing(TestImage::name)).toList();
        List<TestPart> parts = sorted.stream()
                .map(image -> new TestPart(
                        List.of(new SeenImage(
                                image.name(),
                                Optional.empty(),
                                Optional.empty(),
                                0,
                                0,
                                image.isAnomalous(),
                                Optional.empty())),
                        image.isAnomalous()))
                .toList();
        int[] times = new PartDraws(bootstrap, parts.size(), i -> parts.get(i).anomalous()).times(draw);
        try (ClassEvaluation drawn = new ClassEvaluation("draw", EvaluationOptions.defaults())) {
            for (int i = 0; i < times.length; i++) {
                for (int k = 0; k < times[i]; k++) {
                    drawn.add(sorted.get(i));
                }
            }
            return drawn.metrics(definition);
        }
    }

    @Test
    void shouldNotDependOnTheOrderOfTheImages() {
        List<TestImage> images = new ArrayList<>(
                IntStream.range(0, 20).mapToObj(i -> map(i, false)).toList());
        Resamples inOrder = resamples(images, new Bootstrap(20, 0.95, 3));
        java.util.Collections.reverse(images);
        Resamples reversed = resamples(images, new Bootstrap(20, 0.95, 3));
        assertThat(inOrder.draws().get(Metric.AUPRO))
                .containsExactly(reversed.draws().get(Metric.AUPRO), within(1e-12));
    }

    @Test
    void shouldNarrowWithMoreImagesAndHoldTheTrueAuroc() {
        // two uniform scores a quarter apart: P(anomalous > normal) = 1 - 0.75^2/2
        double truth = 1 - 0.75 * 0.75 / 2;
        Interval few = intervalOfImages(40);
        Interval many = intervalOfImages(1000);
        assertThat(truth).isBetween(few.low(), few.high()).isBetween(many.low(), many.high());
        assertThat(many.high() - many.low()).isLessThan((few.high() - few.low()) / 3);
    }

    private static Interval intervalOfImages(int images) {
        Random random = new Random(5);
        List<TestImage> scores = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            boolean anomalous = i % 2 == 0;
            scores.add(image("" + i, 1 + random.nextDouble() + (anomalous ? 0.25 : 0), anomalous));
        }
        return resamples(scores, BOOTSTRAP).interval(Metric.IMAGE_AUROC).orElseThrow();
    }

    @Test
    void shouldHaveWiderPixelIntervalsThanIndependentPixelsWouldGive() {
        // 576 pixels of an image share its contrast: forty images are forty observations, not 23,000
        Interval interval = resamples(
                        IntStream.range(0, 40).mapToObj(i -> map(i, false)).toList(), BOOTSTRAP)
                .interval(Metric.PIXEL_AUROC)
                .orElseThrow();
        double area = (interval.low() + interval.high()) / 2;
        double independent = 2 * 1.96 * Math.sqrt(area * (1 - area) / (26 * 30));
        assertThat(interval.high() - interval.low()).isGreaterThan(1.5 * independent);
    }

    @Test
    void shouldSeeASmallDifferenceOfPairsThatTheIntervalsThemselvesHide() {
        Random random = new Random(11);
        List<TestImage> first = new ArrayList<>();
        List<TestImage> second = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            boolean anomalous = i % 2 == 0;
            double score = 1 + random.nextDouble() + (anomalous ? 0.4 : 0);
            first.add(image("" + i, score, anomalous));
            second.add(image("" + i, score + (anomalous ? 0.08 : 0), anomalous));
        }
        Resamples ofFirst = resamples(first, BOOTSTRAP);
        Resamples ofSecond = resamples(second, BOOTSTRAP);
        Interval difference =
                ofSecond.minus(ofFirst).interval(Metric.IMAGE_AUROC).orElseThrow();

        assertThat(ofFirst.interval(Metric.IMAGE_AUROC).orElseThrow().high())
                .isGreaterThan(
                        ofSecond.interval(Metric.IMAGE_AUROC).orElseThrow().low());
        assertThat(difference.low()).isPositive();
        assertThat(ofFirst.minus(ofFirst).interval(Metric.IMAGE_AP)).contains(new Interval(0, 0));
        assertThatThrownBy(() -> ofFirst.minus(resamples(second, new Bootstrap(1000, 0.95, 2))))
                .hasMessageContaining("cannot be paired");
    }

    @Test
    void shouldSayWhyThereIsNoInterval() {
        List<TestImage> good = List.of(image("a", 1, false), image("b", 2, false));
        Resamples withoutDefects = resamples(good, BOOTSTRAP);
        assertThat(withoutDefects.interval(Metric.IMAGE_AP)).isEmpty();
        assertThat(withoutDefects.missing()).isEmpty();

        List<TestImage> oneDefect = List.of(image("a", 1, false), image("b", 2, false), image("c", 3, true));
        assertThat(resamples(oneDefect, BOOTSTRAP).missing())
                .containsEntry(Metric.IMAGE_AUROC, "a single defective part: the spread cannot be estimated");

        List<TestImage> nameless = List.of(image("", 1, false), image("", 3, true));
        assertThat(resamples(nameless, BOOTSTRAP).missing().get(Metric.AUPRO)).contains("without unique names");
    }

    @ParameterizedTest
    @ValueSource(strings = {"close together", "apart"})
    void shouldHaveNoPixelIntervalWhereTheCellsAreTooCoarse(String scores) {
        // from 1000 on a cell is half a score wide
        double step = scores.equals("apart") ? 10 : 0.001;
        Random random = new Random(2);
        List<TestImage> images = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            float[] map = new float[100];
            byte[] mask = new byte[100];
            for (int k = 0; k < map.length; k++) {
                mask[k] = (byte) (i % 2 == 0 && k < 20 ? 1 : 0);
                map[k] = (float) (1000 + step * (random.nextInt(100) + 20 * mask[k]));
            }
            images.add(TestImage.of(map, 10, 10, mask).named("" + i));
        }
        Resamples resamples = resamples(images, new Bootstrap(50, 0.95, 1));
        assertThat(resamples.interval(Metric.PIXEL_AUROC).isPresent()).isEqualTo(scores.equals("apart"));
        assertThat(resamples.missing().containsKey(Metric.PIXEL_AUROC)).isNotEqualTo(scores.equals("apart"));
        assertThat(resamples.interval(Metric.IMAGE_AUROC)).isPresent();
    }

    @Test
    void shouldMeanTheDrawsOfTheClassesThatHaveTheMetric() {
        Resamples first =
                resamples(IntStream.range(0, 9).mapToObj(i -> map(i, false)).toList(), BOOTSTRAP);
        Resamples second =
                resamples(IntStream.range(9, 20).mapToObj(i -> map(i, false)).toList(), BOOTSTRAP);
        Resamples good = resamples(List.of(image("a", 1, false), image("b", 2, false)), BOOTSTRAP);
        double[] mean = Resamples.mean(List.of(first, second, good)).draws().get(Metric.PIXEL_AP);
        assertThat(mean[17])
                .isCloseTo(
                        (first.draws().get(Metric.PIXEL_AP)[17] + second.draws().get(Metric.PIXEL_AP)[17]) / 2,
                        within(1e-12));

        Resamples single = resamples(List.of(map(0, false), map(1, false), map(3, false)), BOOTSTRAP);
        assertThat(Resamples.mean(List.of(first, single)).missing())
                .containsEntry(Metric.PIXEL_AP, "none in 1 of 2 classes");
    }

    @Test
    void shouldJudgeASampleByItsHighestViewAndDrawItsViewsTogether() {
        List<TestImage> views = new ArrayList<>();
        for (int sample = 0; sample < 10; sample++) {
            boolean anomalous = sample >= 5;
            for (int view = 0; view < 5; view++) {
                // the defect is seen from one side only
                boolean seen = anomalous && view == 3;
                double score = seen ? 3 + 0.1 * sample : 1 + 0.1 * sample;
                views.add(image(sample + "/" + view, score, seen).viewOf("" + sample, seen));
            }
        }
        try (ClassEvaluation evaluation = evaluation(views)) {
            ClassMetrics metrics = evaluation.metrics(MetricDefinition.ADER);
            assertThat(metrics.value(Metric.SAMPLE_AUROC)).isEqualTo(MetricValue.of(1));
            assertThat(metrics.value(Metric.SAMPLE_F1_MAX)).isEqualTo(MetricValue.of(1));
            assertThat(metrics.anomalous()).isEqualTo(5);
            Resamples resamples = evaluation.resamples(MetricDefinition.ADER, new Bootstrap(20, 0.95, 1));
            assertThat(resamples.interval(Metric.SAMPLE_AP)).contains(new Interval(1, 1));
        }
    }

    @Test
    void shouldHaveNoSampleMetricsUnlessEveryImageIsAView() {
        List<TestImage> images = List.of(
                image("a", 1, false).viewOf("s", false), image("b", 2, true).viewOf("t", true), image("c", 3, true));
        try (ClassEvaluation evaluation = evaluation(images)) {
            assertThat(evaluation.metrics(MetricDefinition.EXACT).value(Metric.SAMPLE_AP))
                    .isEqualTo(MetricValue.undefined("images are not grouped into samples of several views"));
        }
    }

    @Test
    void shouldTakeTheDatasWordForASampleWhoseDefectIsTooThinForTheMap() {
        List<TestImage> images = List.of(
                image("a", 1, false).viewOf("s", false), image("b", 2, false).viewOf("t", true));
        try (ClassEvaluation evaluation = evaluation(images)) {
            ClassMetrics metrics = evaluation.metrics(MetricDefinition.ADER);
            assertThat(metrics.value(Metric.SAMPLE_AUROC)).isEqualTo(MetricValue.of(1));
            assertThat(metrics.value(Metric.IMAGE_AUROC).isDefined()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(ScoreType.class)
    void shouldReadASketchAsItWasWritten(ScoreType type) {
        double[] scores = {-3.5, -0.0, 0, 1e-30, 0.25, 0.2501, 7e8, 0.25};
        long[] keys = Arrays.stream(scores).mapToLong(type::key).toArray();
        PixelSketch sketch = PixelSketch.of(type, keys, MaskRegions.of(new byte[] {0, 0, 0, 0, 1, 1, 0, 0}, 2, 4));
        PixelSketch read = PixelSketch.of(sketch.bytes());

        assertThat(read).usingRecursiveComparison().isEqualTo(sketch);
        assertThat(type.score(read.highestKey())).isEqualTo((double) (float) 7e8);
        assertThat(type.score(read.lowestKey())).isEqualTo(-3.5);
        assertThat(Arrays.stream(read.normal().counts()).sum()).isEqualTo(6);
        assertThat(read.defect().overlaps()).containsExactly(1f);
        for (int cell : read.normal().cells()) {
            assertThat(type.cell(type.firstKey(cell))).isEqualTo(cell);
            assertThat(type.cell(type.lastKey(cell))).isEqualTo(cell);
            assertThat(type.cell(type.lastKey(cell) + 1)).isEqualTo(cell + 1);
        }
    }
}
