// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import dev.invigil.detector.map.AnomalyMap;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One test image: its anomaly map and its truth. A mask holds one byte per pixel of the map, row-major, any non-zero byte anomalous; the image
 * is anomalous when its mask has such a byte. A name is needed only for resampling, see {@link ClassEvaluation#resamples}.
 */
public final class TestImage {
    /**
     * One of several views of the same part.
     *
     * @param sample which part, by any name that its views share
     * @param anomalous what the data says of this view, even where a mask at the map's size has nothing left of it
     */
    record View(String sample, boolean anomalous) {}

    private final ScoreMap map;
    private final byte[] mask;
    private final boolean anomalous;
    private final String name;
    private final Optional<View> view;
    private final Optional<String> content;
    private final OptionalDouble score;

    private TestImage(
            ScoreMap map,
            byte[] mask,
            boolean anomalous,
            String name,
            Optional<View> view,
            Optional<String> content,
            OptionalDouble score) {
        this.map = map;
        this.mask = mask;
        this.anomalous = anomalous;
        this.name = name;
        this.view = view;
        this.content = content;
        this.score = score;
    }

    /** @throws IllegalArgumentException if the mask has another size, or a score is not finite */
    public static TestImage of(AnomalyMap map, byte[] mask) {
        return of(map.values(), map.height(), map.width(), mask);
    }

    /** A float32 map, row-major; see {@link #of(AnomalyMap, byte[])}. */
    public static TestImage of(float[] map, int height, int width, byte[] mask) {
        return of(ScoreMap.of(map, height, width), mask);
    }

    /** A float64 map, row-major; see {@link #of(AnomalyMap, byte[])}. */
    public static TestImage of(double[] map, int height, int width, byte[] mask) {
        return of(new ScoreMap(ScoreType.FLOAT64, map, height, width), mask);
    }

    private static TestImage of(ScoreMap map, byte[] mask) {
        if (mask.length != map.scores().length) {
            throw new IllegalArgumentException(
                    "a mask of " + mask.length + " pixels does not fit a map of " + map.height() + " x " + map.width());
        }
        boolean anomalous = false;
        for (byte pixel : mask) {
            anomalous |= pixel != 0;
        }
        return new TestImage(map, mask, anomalous, "", Optional.empty(), Optional.empty(), OptionalDouble.empty());
    }

    /** An image with a label but no mask: one anomalous image of this kind leaves the class without pixel metrics. */
    public static TestImage unmasked(AnomalyMap map, boolean anomalous) {
        ScoreMap scores = ScoreMap.of(map.values(), map.height(), map.width());
        return new TestImage(
                scores,
                new byte[map.values().length],
                anomalous,
                "",
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty());
    }

    /** The same with the label of the data set, independent of the mask. */
    public TestImage labelled(boolean anomalous) {
        return new TestImage(map, mask, anomalous, name, view, content, score);
    }

    /**
     * The same as one of all images with this content, which show one part: resampling draws them together.
     *
     * @param content equal for equal images, such as a digest
     */
    public TestImage copyOf(String content) {
        return new TestImage(map, mask, anomalous, name, view, Optional.of(content), score);
    }

    /** The same with a name, which no other image of the class may have. */
    public TestImage named(String name) {
        return new TestImage(map, mask, anomalous, name, view, content, score);
    }

    /**
     * The same as one of several views of a part. If all images of a class are views, the class has sample metrics, and resampling draws parts
     * with all their views.
     *
     * @param sample which part, by any name that its views share
     * @param anomalous what the data says of this view; the part is anomalous when one of its views is
     */
    public TestImage viewOf(String sample, boolean anomalous) {
        return new TestImage(map, mask, this.anomalous, name, Optional.of(new View(sample, anomalous)), content, score);
    }

    /** The same with a score of its own, in place of the largest value of its map. */
    public TestImage scored(double own) {
        return new TestImage(map, mask, anomalous, name, view, content, OptionalDouble.of(own));
    }

    OptionalDouble score() {
        return score;
    }

    ScoreMap map() {
        return map;
    }

    byte[] mask() {
        return mask;
    }

    /** Whether its mask, or without one its label, says so. */
    public boolean isAnomalous() {
        return anomalous;
    }

    String name() {
        return name;
    }

    Optional<String> content() {
        return content;
    }

    Optional<View> view() {
        return view;
    }
}
