// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.benchmark.metric.Evaluation;
import dev.invigil.detector.image.DefectMask;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Maps as files, {@code CLASS/test/DEFECT/NAME.tiff} (or {@code .npy}, or without {@code test}), beside an MVTec tree with
 * {@code CLASS/ground_truth/DEFECT/NAME_mask.png}. Masks are brought to the map's size by the reference's rule. A defect that the tree
 * knows but that has no map is a problem: a table over some of the images would look like one over all.
 */
final class FolderMaps implements MapSource {
    private static final String MASK = "_mask.png";

    /** One map; a good part has no mask. */
    private record Entry(String className, String defect, Path map, Optional<Path> mask) {}

    private final Path root;
    private final List<Entry> entries;

    private FolderMaps(Path root, List<Entry> entries) {
        this.root = root;
        this.entries = entries;
    }

    static FolderMaps open(Path root, Path groundTruth) throws BrokenDataException, IOException {
        List<Entry> entries = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path classFolder : folders(root)) {
            Path test = classFolder.resolve("test");
            Path truth = groundTruth.resolve(classFolder.getFileName());
            int before = entries.size();
            for (Path kind : folders(Files.isDirectory(test) ? test : classFolder)) {
                entries.addAll(kind(kind, truth, problems));
            }
            if (entries.size() > before) {
                checkNoneIsMissing(entries.subList(before, entries.size()), truth, problems);
            }
        }
        if (entries.isEmpty() && problems.isEmpty()) {
            problems.add("no map found; expected CLASS/test/DEFECT/NAME.tiff or .npy, or a .safetensors file");
        }
        if (!problems.isEmpty()) {
            throw new BrokenDataException(root, problems);
        }
        return new FolderMaps(root, entries);
    }

    private static List<Entry> kind(Path folder, Path truth, List<String> problems) throws IOException {
        String className = truth.getFileName().toString();
        String defect = folder.getFileName().toString();
        List<Entry> entries = new ArrayList<>();
        for (Path map : files(folder)) {
            if (!MapFile.isOne(map)) {
                continue;
            }
            Path mask = truth.resolve("ground_truth").resolve(defect).resolve(stem(map) + MASK);
            if (defect.equals(TestPhotograph.GOOD)) {
                entries.add(new Entry(className, defect, map, Optional.empty()));
            } else if (Files.isRegularFile(mask)) {
                entries.add(new Entry(className, defect, map, Optional.of(mask)));
            } else {
                problems.add(map + ": no mask; expected " + mask);
            }
        }
        return entries;
    }

    /** Every mask and every good test picture of the tree must have its map. */
    private static void checkNoneIsMissing(List<Entry> entries, Path truth, List<String> problems) throws IOException {
        Set<String> mapped = entries.stream()
                .map(entry -> entry.defect + "/" + stem(entry.map))
                .collect(Collectors.toSet());
        for (Path defect : folders(truth.resolve("ground_truth"))) {
            for (Path mask : files(defect)) {
                String name = stem(mask).replaceFirst("_mask$", "");
                if (!mapped.contains(defect.getFileName() + "/" + name)) {
                    problems.add(mask + ": no map for it");
                }
            }
        }
        for (Path picture : files(truth.resolve("test").resolve(TestPhotograph.GOOD))) {
            if (!mapped.contains(TestPhotograph.GOOD + "/" + stem(picture))) {
                problems.add(picture + ": no map for it");
            }
        }
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, Math.max(name.lastIndexOf('.'), 0));
    }

    private static List<Path> folders(Path parent) throws IOException {
        return list(parent).stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> files(Path parent) throws IOException {
        return list(parent).stream().filter(Files::isRegularFile).toList();
    }

    private static List<Path> list(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.sorted().toList();
        }
    }

    @Override
    public List<String> classes() {
        return entries.stream().map(Entry::className).distinct().toList();
    }

    @Override
    public int images() {
        return entries.size();
    }

    @Override
    public void feed(Evaluation evaluation, Runnable eachImage) throws BrokenDataException {
        Queue<String> problems = new ConcurrentLinkedQueue<>();
        ImageDecoder decoder = new ImageDecoder();
        entries.parallelStream().forEach(entry -> {
            try {
                HostTensor map = MapFile.read(entry.map);
                DefectMask mask = entry.mask.isPresent()
                        ? DefectMask.of(
                                decoder.decodeGrey(Files.readAllBytes(entry.mask.get())), map.size(0), map.size(1))
                        : DefectMask.none(map.size(0), map.size(1));
                evaluation
                        .forClass(entry.className)
                        .add(MapSource.image(map, mask.values()).named(entry.defect + "/" + stem(entry.map)));
            } catch (UnreadableImageException e) {
                problems.add(entry.mask.orElseThrow() + ": " + e.getMessage());
            } catch (IOException | IllegalArgumentException e) {
                problems.add(entry.map + ": " + e.getMessage());
            }
            eachImage.run();
        });
        if (!problems.isEmpty()) {
            throw new BrokenDataException(root, problems.stream().sorted().toList());
        }
    }
}
