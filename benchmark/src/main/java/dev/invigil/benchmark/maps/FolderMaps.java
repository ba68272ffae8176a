// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.DataFolder;
import dev.invigil.benchmark.dataset.DataNames;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.benchmark.metric.Evaluation;
import dev.invigil.benchmark.metric.TestImage;
import dev.invigil.detector.image.DefectMask;
import dev.invigil.detector.image.GreyImage;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * Maps as files, {@code CLASS/test/DEFECT/NAME.tiff} (or {@code .npy}, or without {@code test}), beside an MVTec tree with
 * {@code CLASS/ground_truth/DEFECT/NAME_mask.png}. Masks are brought to the map's size by the reference's rule. A defect that the tree
 * knows but that has no map is a problem: a table over some of the images would look like one over all.
 */
final class FolderMaps implements MapSource {
    private static final String MASK = "_mask";

    /** One map; a good part has no mask, and a defect may be without. */
    private record Entry(String className, String defect, Path map, Optional<Path> mask) {}

    private final Path root;
    private final List<Entry> entries;
    private final List<String> notes;

    private FolderMaps(Path root, List<Entry> entries, List<String> notes) {
        this.root = root;
        this.entries = entries;
        this.notes = notes;
    }

    static FolderMaps open(Path root, Path groundTruth) throws BrokenDataException, IOException {
        List<Entry> entries = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Path classFolder : DataFolder.folders(root)) {
            Path test = classFolder.resolve("test");
            Path truth = groundTruth.resolve(classFolder.getFileName());
            int before = entries.size();
            for (Path kind : DataFolder.folders(Files.isDirectory(test) ? test : classFolder)) {
                entries.addAll(kind(kind, truth, notes));
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
        return new FolderMaps(root, entries, notes);
    }

    private static List<Entry> kind(Path folder, Path truth, List<String> notes) throws IOException {
        String className = DataNames.of(truth);
        String defect = DataNames.of(folder);
        List<Entry> entries = new ArrayList<>();
        Path maskFolder = truth.resolve("ground_truth").resolve(folder.getFileName());
        Map<String, Path> masks = new HashMap<>();
        for (Path mask : DataFolder.files(maskFolder)) {
            masks.putIfAbsent(DataNames.stem(mask), mask);
        }
        List<Path> unmasked = new ArrayList<>();
        for (Path map : DataFolder.files(folder)) {
            if (!MapFile.isOne(map)) {
                continue;
            }
            String stem = DataNames.stem(map);
            Optional<Path> mask = defect.equals(TestPhotograph.GOOD)
                    ? Optional.empty()
                    : Optional.ofNullable(masks.getOrDefault(stem + MASK, masks.get(stem)));
            if (mask.isEmpty() && !defect.equals(TestPhotograph.GOOD)) {
                unmasked.add(map);
            }
            entries.add(new Entry(className, defect, map, mask));
        }
        if (!unmasked.isEmpty()) {
            notes.add("%s %s: %d map%s no mask, so the class has no pixel metrics; expected %s"
                    .formatted(
                            className,
                            defect,
                            unmasked.size(),
                            unmasked.size() == 1 ? " has" : "s have",
                            maskFolder.resolve(DataNames.stem(unmasked.get(0)) + MASK + ".png")));
        }
        return entries;
    }

    /** Every mask and every good test image of the tree must have its map. */
    private static void checkNoneIsMissing(List<Entry> entries, Path truth, List<String> problems) throws IOException {
        Set<String> mapped = entries.stream()
                .map(entry -> entry.defect + "/" + DataNames.stem(entry.map))
                .collect(Collectors.toSet());
        for (Path defect : DataFolder.folders(truth.resolve("ground_truth"))) {
            for (Path mask : DataFolder.files(defect)) {
                String name = DataNames.stem(mask).replaceFirst(MASK + "$", "");
                if (!mapped.contains(DataNames.of(defect) + "/" + name)) {
                    problems.add(mask + ": it has no map");
                }
            }
        }
        for (Path picture : DataFolder.files(truth.resolve("test").resolve(TestPhotograph.GOOD))) {
            if (!mapped.contains(TestPhotograph.GOOD + "/" + DataNames.stem(picture))) {
                problems.add(picture + ": it has no map");
            }
        }
    }

    private static TestImage tested(Entry entry, HostTensor map, ImageDecoder decoder)
            throws IOException, UnreadableImageException {
        String name = entry.defect + "/" + DataNames.stem(entry.map);
        int height = map.size(0);
        int width = map.size(1);
        Optional<GreyImage> annotation = Optional.empty();
        if (entry.mask.isPresent()) {
            annotation = Optional.of(decoder.decodeGrey(Files.readAllBytes(entry.mask.get())))
                    .filter(mask -> !mask.isBlack());
        }
        byte[] mask = annotation
                .map(grey -> DefectMask.of(grey, height, width))
                .orElseGet(() -> DefectMask.none(height, width))
                .values();
        TestImage image = MapSource.image(map, mask).named(name);
        // without a defect pixel the folder says what it is
        return annotation.isPresent() ? image : image.labelled(!entry.defect.equals(TestPhotograph.GOOD));
    }

    @Override
    public List<String> notes() {
        return notes;
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
                evaluation.forClass(entry.className).add(tested(entry, map, decoder));
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
