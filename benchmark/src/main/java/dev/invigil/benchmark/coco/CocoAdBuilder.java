// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.coco.MetaFile.Entry;
import dev.invigil.benchmark.dataset.BrokenDataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Builds splits of COCO-AD: for each a {@code meta_20_S.json} in ADer's form and the masks {@code val2017_mask_ad_20_S/NAME.png} at the images'
 * own size. Training images are the normal ones of train2017, test images all annotated ones of val2017.
 *
 * <p>A second run builds the same again, byte by byte. A split's meta file is removed before its masks are touched and written after the
 * last of them, so a split with a meta file is complete.
 */
public final class CocoAdBuilder {
    /** Hears how far the work is; from several threads. */
    public interface Listener {
        /** Of the annotations of a part ({@code train2017}, {@code val2017}), {@code bytes} of {@code size} are read. */
        default void read(String part, long bytes, long size) {}

        /** Of all images to link or copy, {@code done} are in place. */
        default void placed(int done, int total) {}

        /** Of the split's masks, {@code done} are written. */
        default void painted(CocoAdSplit split, int done, int total) {}
    }

    private final CocoFolder coco;
    private final Path out;
    private final ImagePlacement placement;
    private final Listener listener;

    /**
     * @param coco folder with {@code annotations}, {@code train2017} and {@code val2017}
     * @param out folder to build in, made if absent; may be {@code coco} itself
     * @throws BrokenDataException naming everything that {@code coco} lacks
     */
    public CocoAdBuilder(Path coco, Path out, ImagePlacement placement, Listener listener) {
        this.coco = new CocoFolder(coco);
        this.out = out;
        this.placement = placement;
        this.listener = listener;
    }

    /**
     * Builds the splits.
     *
     * @throws BrokenDataException if annotations or images are missing or broken; nothing is written then
     * @throws BenchmarkException if an image cannot be linked
     * @throws IOException if the disk fails
     */
    public CocoAdCounts build(List<CocoAdSplit> splits) throws IOException {
        Instances val = coco.read(CocoFolder.VAL, InstancesReader.Depth.SEGMENTATIONS, listener);
        coco.requirePictures(CocoFolder.VAL, val.images().stream());
        Instances train = coco.read(CocoFolder.TRAIN, InstancesReader.Depth.LABELS, listener);
        if (!train.categories().equals(val.categories())) {
            throw new BrokenDataException(
                    coco.root(),
                    List.of(
                            "the categories of train2017 and val2017 differ; use the annotations of COCO 2017 for both"));
        }
        List<AnnotatedImage> learnt = train.images().stream()
                .filter(image -> splits.stream().anyMatch(split -> split.normal(image.labels())))
                .toList();
        coco.requirePictures(CocoFolder.TRAIN, learnt.stream());

        Files.createDirectories(out);
        PicturePaths paths = PicturePaths.of(coco, out, placement);
        paths.place(learnt, val.images(), listener);
        List<SplitCounts> counts = new ArrayList<>();
        for (CocoAdSplit split : splits) {
            counts.add(build(split, learnt, val.images(), paths));
        }
        return new CocoAdCounts(counts, train.withoutAnnotation(), val.withoutAnnotation());
    }

    private SplitCounts build(
            CocoAdSplit split, List<AnnotatedImage> learnt, List<AnnotatedImage> test, PicturePaths paths)
            throws IOException {
        Path meta = out.resolve("meta_" + split.fileName() + ".json");
        Files.deleteIfExists(meta);
        String masks = CocoFolder.VAL + "_mask_ad_" + split.fileName();
        int anomalous = paintMasks(split, test, Files.createDirectories(out.resolve(masks)));

        List<Entry> trainEntries = learnt.stream()
                .filter(image -> split.normal(image.labels()))
                .map(image -> new Entry(paths.of(CocoFolder.TRAIN, image), Optional.empty()))
                .toList();
        List<Entry> testEntries = test.stream()
                .map(image -> new Entry(
                        paths.of(CocoFolder.VAL, image),
                        split.normal(image.labels()) ? Optional.empty() : Optional.of(masks + "/" + maskName(image))))
                .toList();
        MetaFile.write(meta, trainEntries, testEntries);
        return new SplitCounts(split, trainEntries.size(), test.size() - anomalous, anomalous);
    }

    private int paintMasks(CocoAdSplit split, List<AnnotatedImage> test, Path folder) throws IOException {
        List<AnnotatedImage> anomalous =
                test.stream().filter(image -> !split.normal(image.labels())).toList();
        AtomicInteger done = new AtomicInteger();
        try {
            anomalous.parallelStream().forEach(image -> {
                write(folder.resolve(maskName(image)), image.mask(split).png());
                listener.painted(split, done.incrementAndGet(), anomalous.size());
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return anomalous.size();
    }

    private static String maskName(AnnotatedImage image) {
        return image.stem() + ".png";
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
