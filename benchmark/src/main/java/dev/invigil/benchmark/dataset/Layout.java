// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.benchmark.BenchmarkException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The shapes of data sets that are known, each with the name that {@code --layout} knows it by. */
@SuppressWarnings("ImmutableEnumChecker") // labels are List.of, and readers are records and classes without state
public enum Layout {
    /** MVTec AD, MPDD, and any folder of this shape. */
    MVTEC(
            List.of("mvtec", "mpdd"),
            "CLASS/train/good, CLASS/test/good, CLASS/test/DEFECT, CLASS/ground_truth/DEFECT/NAME_mask.png",
            new FolderLayout(
                    List.of("train/good"),
                    "test",
                    "good",
                    "ground_truth",
                    List.of("train/good", "test"),
                    List.of("test_public", "train/ok", "test/ok"))),
    /** The validation images are further good parts: training holds out its own share of all of them. */
    MVTEC_AD_2(
            List.of("mvtec-ad-2"),
            "CLASS/train/good, CLASS/validation/good, CLASS/test_public/good, CLASS/test_public/bad,"
                    + " CLASS/test_public/ground_truth/bad/NAME_mask.png",
            new FolderLayout(
                    List.of("train/good", "validation/good"),
                    "test_public",
                    "good",
                    "test_public/ground_truth",
                    List.of("test_public"),
                    List.of())),
    BTAD(
            List.of("btad"),
            "CLASS/train/ok, CLASS/test/ok, CLASS/test/ko, CLASS/ground_truth/ko/NAME.*",
            new FolderLayout(
                    List.of("train/ok"),
                    "test",
                    "ok",
                    "ground_truth",
                    List.of("train/ok", "test/ok"),
                    List.of("train/good", "test/good"))),
    VISA(List.of("visa"), "split_csv/1cls.csv", new VisaLayout()),
    REAL_IAD(
            List.of("real-iad"),
            "CLASS.json beside the folder CLASS, or realiad_1024/CLASS and realiad_jsons/realiad_jsons/CLASS.json",
            new RealIadLayout()),
    /** The index that ADer generates for any data set. */
    ADER(List.of("ader"), "meta.json", new MetaLayout(List.of("meta.json"))),
    /** Four settings, of which categories are anomalous. */
    COCO_AD(
            List.of("coco-ad"),
            "meta_20_0.json to meta_20_3.json",
            new MetaLayout(
                    IntStream.range(0, 4).mapToObj("meta_20_%d.json"::formatted).toList()),
            4),
    /** Four settings, of which classes are normal. */
    CIFAR10(
            List.of("cifar10"),
            "data_batch_1.bin to data_batch_5.bin and test_batch.bin, the binary version",
            CifarLayout.unified(),
            4),
    /** The same files with one of the ten classes normal. Only by its name: a folder does not say which protocol is asked for. */
    CIFAR10_ONE_CLASS(
            List.of("cifar10-one-class"),
            "the files of cifar10; --split names the class that is normal",
            CifarLayout.oneClass(),
            10),
    /** Names alone do not say that the parts are good, so it is taken for this only where nothing but good parts is asked for. */
    PLAIN(List.of("plain"), "CLASS/NAME.*, good parts only", new PlainLayout());

    private final List<String> labels;
    private final String shape;
    private final LayoutReader reader;
    private final int splits;

    Layout(List<String> labels, String shape, LayoutReader reader) {
        this(labels, shape, reader, 0);
    }

    Layout(List<String> labels, String shape, LayoutReader reader, int splits) {
        this.labels = labels;
        this.shape = shape;
        this.reader = reader;
        this.splits = splits;
    }

    /** Its name for people. */
    public String label() {
        return labels.get(0);
    }

    /** What it looks like on disk, for messages. */
    public String shape() {
        return shape;
    }

    /** How many settings {@code --split} chooses from; 0 when there is nothing to choose. */
    public int splits() {
        return splits;
    }

    LayoutReader reader() {
        return reader;
    }

    /**
     * The layout of this name, in any case.
     *
     * @throws BenchmarkException if there is none
     */
    public static Layout named(String name) {
        String wanted = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return Arrays.stream(values())
                .filter(layout -> layout.labels.contains(wanted))
                .findFirst()
                .orElseThrow(() -> new BenchmarkException("unknown layout " + name + "; the known ones are "
                        + Arrays.stream(values())
                                .flatMap(layout -> layout.labels.stream())
                                .collect(Collectors.joining(", "))));
    }

    /** The layouts that are recognised in exactly this folder, of those that a folder shows by itself. */
    static List<Layout> recognised(Path root) throws IOException {
        List<Layout> found = new ArrayList<>();
        for (Layout layout : telling()) {
            if (layout.reader.recognises(root)) {
                found.add(layout);
            }
        }
        // An index file says more than the names of folders: ADer puts its meta.json into the trees of others.
        if (found.stream().anyMatch(layout -> layout.reader.isIndexed())) {
            found.removeIf(layout -> !layout.reader.isIndexed());
        }
        return found;
    }

    /** The layouts that a folder shows by itself: they say what is good and what is not, in one way. */
    static List<Layout> telling() {
        return Arrays.stream(values())
                .filter(layout -> layout != PLAIN && layout != CIFAR10_ONE_CLASS)
                .toList();
    }

    /** Names and shapes, for messages. */
    static String described(List<Layout> layouts) {
        return layouts.stream()
                .map(layout -> layout.label() + " (" + layout.shape + ")")
                .collect(Collectors.joining("; "));
    }
}
