// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The bootstrap of one class: draws parts, and takes every metric of the images drawn, by the same code as of all images. Scores of images and
 * samples are exact; pixels come from the images' sketches. What the sketch does to the metric of all images is measured and subtracted from every draw;
 * where it is more than {@value #COARSEST}, there is no interval rather than a false one.
 *
 * <p>Sketches are read once per block of draws and never held, so memory does not grow with the number of images.
 */
final class Resampling {
    private static final double COARSEST = 0.005;
    private static final int BLOCK = 50;

    private final Bootstrap bootstrap;
    private final MetricDefinition definition;
    private final ScoreType type;
    private final SpillFile sketches;
    private final List<TestPart> parts;
    private final boolean areSamples;
    private final ClassMetrics exact;
    /** Metrics of pixels that have none at all, such as without masks; else empty. */
    private final Map<Metric, MetricValue> pixelsUndefined;

    /**
     * @param images in any order
     * @param sketches where their sketches are stored
     * @param exact the metrics of all of them
     * @param pixelsUndefined the pixel metrics, if none of them can be computed
     */
    Resampling(
            Bootstrap bootstrap,
            MetricDefinition definition,
            ScoreType type,
            SpillFile sketches,
            List<SeenImage> images,
            ClassMetrics exact,
            Map<Metric, MetricValue> pixelsUndefined) {
        this.bootstrap = bootstrap;
        this.definition = definition;
        this.type = type;
        this.sketches = sketches;
        // by name: the draw of a part must not depend on when it was added
        List<SeenImage> sorted =
                images.stream().sorted(Comparator.comparing(SeenImage::name)).toList();
        this.parts = TestPart.of(sorted);
        this.areSamples = TestPart.areSamples(sorted);
        this.exact = exact;
        this.pixelsUndefined = pixelsUndefined;
    }

    Resamples run() {
        String reason = unresampled();
        if (reason != null) {
            Map<Metric, String> missing = new EnumMap<>(Metric.class);
            defined().forEach(metric -> missing.put(metric, reason));
            return Resamples.of(bootstrap, Map.of(), missing);
        }
        int[] cells = cells();
        int[] once = new int[parts.size()];
        Arrays.fill(once, 1);
        Map<Metric, MetricValue> whole = metrics(List.of(once), cells).get(0);
        PartDraws draws = draws();
        List<Map<Metric, MetricValue>> drawn = IntStream.range(0, (bootstrap.draws() + BLOCK - 1) / BLOCK)
                .parallel()
                .mapToObj(block -> metrics(
                        IntStream.range(block * BLOCK, Math.min((block + 1) * BLOCK, bootstrap.draws()))
                                .mapToObj(draws::times)
                                .toList(),
                        cells))
                .flatMap(List::stream)
                .toList();
        return collected(whole, drawn);
    }

    private List<Metric> defined() {
        return Arrays.stream(Metric.values())
                .filter(metric -> exact.value(metric).isDefined())
                .toList();
    }

    /** Why nothing can be drawn; null when it can. */
    private String unresampled() {
        Set<String> names = new HashSet<>();
        for (SeenImage image : images()) {
            if (image.name().isEmpty() || !names.add(image.name())) {
                return "images without unique names cannot be resampled";
            }
        }
        return draws().unresampled();
    }

    private List<SeenImage> images() {
        return parts.stream().flatMap(part -> part.images().stream()).toList();
    }

    private PartDraws draws() {
        return new PartDraws(bootstrap, parts.size(), i -> parts.get(i).anomalous());
    }

    private PixelSketch sketch(SeenImage image) {
        return PixelSketch.of(sketches.load(image.sketch().orElseThrow()));
    }

    /** Every cell in which some image has a pixel, upward. */
    private int[] cells() {
        if (!pixelsUndefined.isEmpty()) {
            return new int[0];
        }
        BitSet filled = new BitSet();
        for (SeenImage image : images()) {
            PixelSketch sketch = sketch(image);
            for (PixelSketch.Cells cells : List.of(sketch.normal(), sketch.defect())) {
                for (int cell : cells.cells()) {
                    filled.set(cell - type.firstCell());
                }
            }
        }
        return filled.stream().map(bit -> bit + type.firstCell()).toArray();
    }

    /** @param draws how often each part is in each draw */
    private List<Map<Metric, MetricValue>> metrics(List<int[]> draws, int[] cells) {
        List<BootstrapPixels> pixels =
                draws.stream().map(draw -> new BootstrapPixels(type, cells)).toList();
        if (pixelsUndefined.isEmpty()) {
            addSketches(draws, pixels, cells);
        }
        List<Map<Metric, MetricValue>> metrics = new ArrayList<>();
        for (int d = 0; d < draws.size(); d++) {
            List<TestPart> drawn = new ArrayList<>();
            for (int p = 0; p < parts.size(); p++) {
                for (int k = 0; k < draws.get(d)[p]; k++) {
                    drawn.add(parts.get(p));
                }
            }
            Map<Metric, MetricValue> values = PartMetrics.of(drawn, areSamples, definition);
            values.putAll(pixelsUndefined.isEmpty() ? definition.pixelMetrics().of(pixels.get(d)) : pixelsUndefined);
            metrics.add(ClassMetrics.withSummaries(values));
        }
        return metrics;
    }

    private void addSketches(List<int[]> draws, List<BootstrapPixels> pixels, int[] cells) {
        for (int p = 0; p < parts.size(); p++) {
            int part = p;
            if (draws.stream().allMatch(draw -> draw[part] == 0)) {
                continue;
            }
            for (SeenImage image : parts.get(p).images()) {
                PixelSketch sketch = sketch(image);
                int[] normalAt = indices(sketch.normal().cells(), cells);
                int[] defectAt = indices(sketch.defect().cells(), cells);
                for (int d = 0; d < draws.size(); d++) {
                    if (draws.get(d)[p] > 0) {
                        pixels.get(d).add(sketch, normalAt, defectAt, draws.get(d)[p]);
                    }
                }
            }
        }
    }

    /** The index of each of some cells among all cells. */
    private static int[] indices(int[] some, int[] all) {
        int[] indices = new int[some.length];
        int at = 0;
        for (int i = 0; i < some.length; i++) {
            while (all[at] != some[i]) {
                at++;
            }
            indices[i] = at;
        }
        return indices;
    }

    /** @param whole the metrics of all images as the sketches have them */
    private Resamples collected(Map<Metric, MetricValue> whole, List<Map<Metric, MetricValue>> drawn) {
        Map<Metric, double[]> draws = new EnumMap<>(Metric.class);
        Map<Metric, String> missing = new EnumMap<>(Metric.class);
        for (Metric metric : defined()) {
            double shift = exact.value(metric).orNaN() - whole.get(metric).orNaN();
            double[] values = drawn.stream()
                    .mapToDouble(each -> each.get(metric).orNaN() + shift)
                    .map(value -> Math.max(0, Math.min(1, value)))
                    .toArray();
            long undefined = Arrays.stream(values).filter(Double::isNaN).count();
            if (!(Math.abs(shift) <= COARSEST)) {
                missing.put(
                        metric,
                        String.format(
                                Locale.ROOT,
                                "resampling counts pixels in cells, which changes the metric by %.1f points: too much",
                                100 * Math.abs(shift)));
            } else if (undefined > 0) {
                missing.put(metric, "no value in " + undefined + " of " + values.length + " draws");
            } else {
                draws.put(metric, values);
            }
        }
        return Resamples.of(bootstrap, draws, missing);
    }
}
