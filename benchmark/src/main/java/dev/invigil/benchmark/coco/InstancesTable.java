// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import static java.util.Collections.emptyList;

import dev.invigil.benchmark.coco.AnnotatedImage.LabelledObject;
import dev.invigil.benchmark.dataset.BrokenDataException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects images, annotations and categories in any order, and joins them when all are read. */
final class InstancesTable {
    private record Image(String file, int width, int height) {}

    private record Annotation(int category, Segmentation segmentation) {}

    private final SortedMap<Long, Image> images = new TreeMap<>();

    /** Categories by identifier, numbered as they first appear; labels are not known before all are read. */
    private final Map<Long, Integer> numbers = new HashMap<>();

    private final SortedMap<Long, Integer> categories = new TreeMap<>();
    private final Map<Long, BitSet> categoriesOfImage = new HashMap<>();
    private final Map<Long, List<Annotation>> annotationsOfImage = new HashMap<>();

    void image(long id, String file, int width, int height) {
        images.put(id, new Image(file, width, height));
    }

    void category(long id) {
        categories.put(id, number(id));
    }

    /** @param segmentation kept where given */
    void annotation(long image, long category, Optional<Segmentation> segmentation) {
        int number = number(category);
        categoriesOfImage.computeIfAbsent(image, id -> new BitSet()).set(number);
        if (segmentation.isPresent()) {
            annotationsOfImage
                    .computeIfAbsent(image, id -> new ArrayList<>(1))
                    .add(new Annotation(number, segmentation.get()));
        }
    }

    private int number(long category) {
        return numbers.computeIfAbsent(category, id -> numbers.size());
    }

    /**
     * Everything together.
     *
     * @param name of the file, for messages
     * @throws BrokenDataException listing annotations of unknown images or categories, and run lengths of another size than their image
     */
    Instances join(String name) {
        List<String> problems = new ArrayList<>();
        int[] labels = labels(problems);
        categoriesOfImage.keySet().stream()
                .filter(id -> !images.containsKey(id))
                .sorted()
                .forEach(id -> problems.add("annotations of image " + id + ", which is not among the images"));
        List<AnnotatedImage> annotated = new ArrayList<>();
        images.forEach((id, image) -> {
            BitSet seen = categoriesOfImage.get(id);
            if (seen != null) {
                annotated.add(annotated(id, image, seen, labels, problems));
            }
        });
        if (annotated.isEmpty()) {
            problems.add("no image with annotations; expected COCO's instances_*.json");
        }
        if (!problems.isEmpty()) {
            throw new BrokenDataException(name, problems);
        }
        return new Instances(List.copyOf(categories.keySet()), annotated, images.size() - annotated.size());
    }

    /** The label of each category by its number. */
    private int[] labels(List<String> problems) {
        int[] labels = new int[numbers.size()];
        int label = 0;
        for (int number : categories.values()) {
            labels[number] = label++;
        }
        numbers.keySet().stream()
                .filter(id -> !categories.containsKey(id))
                .sorted()
                .forEach(id -> problems.add("annotations of category " + id + ", which is not among the categories"));
        return labels;
    }

    private AnnotatedImage annotated(long id, Image image, BitSet seen, int[] labels, List<String> problems) {
        BitSet labelsHere = new BitSet();
        seen.stream().forEach(number -> labelsHere.set(labels[number]));
        List<LabelledObject> objects = new ArrayList<>();
        for (Annotation annotation : annotationsOfImage.getOrDefault(id, emptyList())) {
            if (annotation.segmentation() instanceof RunLengths runs && !runs.fits(image.width(), image.height())) {
                problems.add("image " + id + " is " + image.width() + " × " + image.height()
                        + ", but run lengths of it are " + runs.width() + " × " + runs.height());
            }
            objects.add(new LabelledObject(labels[annotation.category()], annotation.segmentation()));
        }
        return new AnnotatedImage(image.file(), image.width(), image.height(), labelsHere, List.copyOf(objects));
    }
}
