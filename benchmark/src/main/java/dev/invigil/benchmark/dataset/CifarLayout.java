// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * CIFAR-10's binary version. In each setting some classes are normal and the others anomalous: it is trained on all training images of the
 * normal classes and tested on all test images, as one product. Nothing says which pixels are anomalous.
 *
 * @param normal the normal classes of each setting
 */
record CifarLayout(List<Set<Integer>> normal) implements LayoutReader {
    static final String PRODUCT = "cifar";

    private static final String TRAIN = "data_batch_\\d+\\.bin";
    private static final String TEST = "test_batch.bin";
    private static final String NAMES = "batches.meta.txt";
    private static final int CLASSES = 10;

    CifarLayout {
        normal = List.copyOf(normal);
    }

    /** The unified protocol of UniAD: five classes are normal, in four settings. */
    static CifarLayout unified() {
        return new CifarLayout(
                List.of(Set.of(0, 1, 2, 3, 4), Set.of(5, 6, 7, 8, 9), Set.of(0, 2, 4, 6, 8), Set.of(1, 3, 5, 7, 9)));
    }

    /** The one-class protocol: each class is normal in one of ten settings. The product has the name of that class. */
    static CifarLayout oneClass() {
        return new CifarLayout(IntStream.range(0, CLASSES).mapToObj(Set::of).toList());
    }

    @Override
    public boolean recognises(Path root) throws IOException {
        return Files.isRegularFile(root.resolve(TEST)) || !trainBatches(root).isEmpty();
    }

    @Override
    public boolean isIndexed() {
        return true;
    }

    @Override
    public List<Integer> splits(Path root) {
        return IntStream.range(0, normal.size()).boxed().toList();
    }

    @Override
    public void read(Path root, OptionalInt split, Listing listing) throws IOException {
        Set<Integer> good = normal.get(split.orElseThrow());
        List<String> names = names(root);
        String product = good.size() == 1 ? names.get(good.iterator().next()) : PRODUCT;
        for (Path batch : trainBatches(root)) {
            eachLabel(batch, listing, (picture, label) -> {
                if (good.contains(label)) {
                    listing.train(product, picture);
                }
            });
        }
        if (Files.isRegularFile(root.resolve(TEST))) {
            eachLabel(
                    root.resolve(TEST),
                    listing,
                    (picture, label) -> listing.test(
                            product,
                            new TestPhotograph(
                                    picture,
                                    good.contains(label) ? TestPhotograph.GOOD : names.get(label),
                                    Optional.empty())));
        }
    }

    /** Whether the folder, or one in it, holds batches of another version: {@code data_batch_1}, {@code data_batch_1.mat}. */
    static boolean isOtherVersion(Path root) throws IOException {
        List<Path> folders = new ArrayList<>(DataFolder.folders(root));
        folders.add(root);
        return folders.stream()
                .anyMatch(folder -> Files.isRegularFile(folder.resolve("data_batch_1"))
                        || Files.isRegularFile(folder.resolve("data_batch_1.mat")));
    }

    private static void eachLabel(Path batch, Listing listing, ObjIntConsumer<Picture> sink) throws IOException {
        byte[] records = Files.readAllBytes(batch);
        if (records.length == 0 || records.length % CifarRecord.BYTES != 0) {
            listing.problem("%s: %d bytes are not a whole number of records of %d bytes"
                    .formatted(batch.getFileName(), records.length, CifarRecord.BYTES));
            return;
        }
        for (int i = 0; i < records.length / CifarRecord.BYTES; i++) {
            int label = Byte.toUnsignedInt(records[i * CifarRecord.BYTES]);
            CifarRecord picture = new CifarRecord(batch, i);
            if (label < CLASSES) {
                sink.accept(picture, label);
            } else {
                listing.problem("%s, record %d: label %d; CIFAR-10 has 0 to %d"
                        .formatted(batch.getFileName(), i, label, CLASSES - 1));
            }
        }
    }

    private static List<Path> trainBatches(Path root) throws IOException {
        return DataFolder.files(root).stream()
                .filter(file -> file.getFileName().toString().matches(TRAIN))
                .toList();
    }

    /** A name per label; a number where the data does not say. */
    private static List<String> names(Path root) throws IOException {
        Path file = root.resolve(NAMES);
        List<String> named = Files.isRegularFile(file)
                ? Files.readAllLines(file).stream()
                        .filter(line -> !line.isBlank())
                        .toList()
                : List.of();
        return named.size() == CLASSES
                ? named
                : Stream.iterate(0, label -> label + 1)
                        .limit(CLASSES)
                        .map(label -> "class " + label)
                        .toList();
    }
}
