// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a data set is and what shape it has. It is looked for in the folder that the user names, then, since archives bring folders of
 * their own, in the folders below it.
 *
 * @param root the folder that has the layout's shape
 */
record FoundLayout(Path root, Layout layout) {
    /** {@code visa_pytorch/1cls} in a folder of downloads is as deep as any. */
    private static final int DEEPEST = 2;

    /** More folders than data sets and their products have are not searched. */
    private static final int MOST_FOLDERS = 1000;

    /**
     * The layout of what is in a folder. An index file takes precedence over the names of folders. {@link Layout#PLAIN} is never guessed.
     *
     * @throws BrokenDataException if there is none, or more than one
     */
    static FoundLayout in(Path root) throws IOException {
        List<Layout> here = Layout.recognised(root);
        if (!here.isEmpty()) {
            return single(root, here);
        }
        List<FoundLayout> below = below(root, folder -> Layout.recognised(folder));
        if (below.isEmpty()) {
            throw new BrokenDataException(root, List.of(refusal(root)));
        }
        return singleBelow(root, below);
    }

    /** The folder in which a layout that the user insists on is; the folder itself where it is nowhere, for the reader to say so. */
    static FoundLayout of(Path root, Layout layout) throws IOException {
        LayoutReader reader = layout.reader();
        if (reader.recognises(root)) {
            return new FoundLayout(root, layout);
        }
        List<FoundLayout> below = below(root, folder -> reader.recognises(folder) ? List.of(layout) : List.of());
        return below.isEmpty() ? new FoundLayout(root, layout) : singleBelow(root, below);
    }

    /** The layout of a folder in which all images that no layout says otherwise about show good parts. */
    static FoundLayout ofGoodParts(Path root) throws IOException {
        return Layout.recognised(root).isEmpty() && Layout.PLAIN.reader().recognises(root)
                ? new FoundLayout(root, Layout.PLAIN)
                : in(root);
    }

    @FunctionalInterface
    private interface Recognition {
        List<Layout> of(Path folder) throws IOException;
    }

    private static List<FoundLayout> below(Path root, Recognition recognition) throws IOException {
        List<FoundLayout> found = new ArrayList<>();
        List<Path> level = List.of(root);
        for (int depth = 0; depth < DEEPEST && found.isEmpty(); depth++) {
            List<Path> next = new ArrayList<>();
            for (Path folder : level) {
                next.addAll(DataFolder.folders(folder));
            }
            level = next.subList(0, Math.min(next.size(), MOST_FOLDERS));
            for (Path folder : level) {
                List<Layout> here = recognition.of(folder);
                if (!here.isEmpty()) {
                    found.add(single(folder, here));
                }
            }
        }
        return found;
    }

    private static FoundLayout single(Path root, List<Layout> found) {
        if (found.size() > 1) {
            throw new BrokenDataException(
                    root,
                    List.of("more than one layout: " + Layout.described(found) + "; choose one with --layout NAME"));
        }
        return new FoundLayout(root, found.get(0));
    }

    private static FoundLayout singleBelow(Path root, List<FoundLayout> found) {
        if (found.size() > 1) {
            throw new BrokenDataException(
                    root,
                    List.of("it contains more than one data set: "
                            + found.stream()
                                    .map(each -> each.root + " (" + each.layout.label() + ")")
                                    .limit(5)
                                    .collect(Collectors.joining(", "))
                            + (found.size() > 5 ? ", …" : "") + "; name one of them with --data"));
        }
        return found.get(0);
    }

    private static String refusal(Path root) throws IOException {
        if (CifarLayout.isOtherVersion(root)) {
            return "this is CIFAR-10 for Python or Matlab; download the binary version, cifar-10-binary.tar.gz";
        }
        if (Layout.PLAIN.reader().recognises(root)) {
            return "its folders contain images, but nothing says which parts are good. If all of them are good, train and"
                    + " calibrate take them with --layout plain; otherwise put good parts into PRODUCT/train/good (layout mvtec)";
        }
        return "unknown layout; the known layouts are " + Layout.described(Layout.telling())
                + ". --data must name the folder that contains these, or the folder above it";
    }
}
