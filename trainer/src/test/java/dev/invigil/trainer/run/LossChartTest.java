// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.benchmark.chart.Anchor;
import dev.invigil.benchmark.chart.Dot;
import dev.invigil.benchmark.chart.Drawing;
import dev.invigil.benchmark.chart.Ink;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossChartTest {
    private static final int STEPS = 10;

    @Test
    void shouldDrawTheMeanOfEachEpochAndNameTheLast() {
        Recorded drawn = draw(chart(5, 5));

        assertThat(drawn.curves.get(Ink.CURVE_MEAN)).hasSize(5);
        assertThat(drawn.curves.get(Ink.CURVE_MEAN)).extracting(Dot::y).isSorted();
        double last = IntStream.rangeClosed(41, 50)
                .mapToDouble(step -> 1.0 / step)
                .average()
                .orElseThrow();
        assertThat(drawn.texts).contains("%.4f".formatted(last));
    }

    @Test
    void shouldLeaveRoomForTheEpochsToCome() {
        Recorded half = draw(chart(4, 8));

        List<Dot> mean = half.curves.get(Ink.CURVE_MEAN);
        assertThat(mean.get(mean.size() - 1).x()).isLessThan(62 + (690 - 62) / 2.0);
    }

    @Test
    void shouldMarkTheNewLearningRateAndTheResume() {
        assertThat(draw(chart(5, 5)).texts).contains("learning rate 0.0004", "resumed");
    }

    @Test
    void shouldDrawARunOfASingleStep() {
        LossChart chart = new LossChart(
                "t", "s", List.of(new StepRow(1, 1, Map.of("loss", 0.5), 0.004, 1, 0)), STEPS, 1, List.of());

        assertThat(draw(chart).texts).contains("0.5");
    }

    @Test
    void shouldCountTheStepsOfAnEpochThatHasOneMoreThanPlanned() {
        List<StepRow> rows = IntStream.rangeClosed(1, 8)
                .mapToObj(step -> new StepRow(step, 1 + (step - 1) / 3, Map.of("loss", 1.0), 0.004, 1, step))
                .toList();

        assertThat(LossChart.stepsPerEpoch(rows, 2)).isEqualTo(3);
        assertThat(LossChart.stepsPerEpoch(rows.subList(0, 3), 2)).isEqualTo(3);
        assertThat(LossChart.stepsPerEpoch(rows.subList(0, 1), 2)).isEqualTo(2);
        assertThat(LossChart.stepsPerEpoch(List.of(), 2)).isEqualTo(2);
    }

    @Test
    void shouldDrawManyStepsAsWhatCanBeSeen() {
        List<StepRow> rows = IntStream.rangeClosed(1, 200_000)
                .mapToObj(step ->
                        new StepRow(step, 1 + (step - 1) / 1000, Map.of("loss", 1 + (step % 7) / 10.0), 0.004, 1, step))
                .toList();

        Recorded drawn = draw(new LossChart("t", "s", rows, 1000, 200, List.of()));

        assertThat(drawn.curves.get(Ink.CURVE_BATCH)).hasSizeLessThan(2 * 640);
    }

    @Test
    void shouldWriteSvgAndPng(@TempDir Path folder) throws Exception {
        chart(5, 5).write(folder);

        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(folder.resolve("loss.svg").toFile())
                        .getElementsByTagName("path")
                        .getLength())
                .isEqualTo(2);
        BufferedImage png = ImageIO.read(folder.resolve("loss.png").toFile());
        assertThat(png.getWidth()).isEqualTo(1520);
        assertThat(IntStream.range(0, png.getWidth() * png.getHeight())
                        .map(i -> png.getRGB(i % png.getWidth(), i / png.getWidth()) & 0xffffff)
                        .filter(rgb -> rgb == 0x2b6cb0))
                .hasSizeGreaterThan(1000);
    }

    private static LossChart chart(int epochs, int planned) {
        List<StepRow> rows = new ArrayList<>();
        for (int step = 1; step <= epochs * STEPS; step++) {
            rows.add(new StepRow(
                    step,
                    1 + (step - 1) / STEPS,
                    Map.of("loss", 1.0 / step),
                    step > 4 * STEPS ? 0.0004 : 0.004,
                    1,
                    step));
        }
        return new LossChart("Training loss of <parts>", "what", rows, STEPS, planned, List.of(12));
    }

    private static Recorded draw(LossChart chart) {
        Recorded drawn = new Recorded();
        chart.draw(drawn);
        return drawn;
    }

    private static final class Recorded implements Drawing {
        private final Map<Ink, List<Dot>> curves = new EnumMap<>(Ink.class);
        private final List<String> texts = new ArrayList<>();

        @Override
        public void line(Ink ink, Dot from, Dot to) {}

        @Override
        public void curve(Ink ink, List<Dot> dots) {
            curves.put(ink, dots);
        }

        @Override
        public void bar(Ink ink, Dot upperLeft, double width, double height) {}

        @Override
        public void dot(Ink ink, Dot centre, double radius) {}

        @Override
        public void text(Ink ink, Dot at, Anchor anchor, String text) {
            texts.add(text);
        }

        @Override
        public void upright(Ink ink, Dot at, String text) {
            texts.add(text);
        }
    }
}
