// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is tested as one: an image with its copies, or all views of a sample. A bootstrap draws parts, since views of one part are not
 * independent.
 *
 * @param anomalous of a sample, whether the data calls one of its views so; of an image, what its mask says
 */
record TestPart(List<SeenImage> images, boolean anomalous) {
    TestPart {
        images = List.copyOf(images);
    }

    /** Samples if every image is a view of one, else images, those of the same content together; in the order of the images. */
    static List<TestPart> of(List<SeenImage> images) {
        if (!areSamples(images)) {
            Map<Object, List<SeenImage>> copies = new LinkedHashMap<>();
            for (SeenImage image : images) {
                Object identity =
                        image.content().<Object>map(content -> content).orElseGet(Object::new);
                copies.computeIfAbsent(identity, i -> new ArrayList<>()).add(image);
            }
            return copies.values().stream()
                    .map(same -> new TestPart(same, same.stream().anyMatch(SeenImage::anomalous)))
                    .toList();
        }
        Map<String, List<SeenImage>> samples = new LinkedHashMap<>();
        for (SeenImage image : images) {
            samples.computeIfAbsent(image.view().orElseThrow().sample(), sample -> new ArrayList<>())
                    .add(image);
        }
        return samples.values().stream()
                .map(views -> new TestPart(views, views.stream().anyMatch(image -> image.view()
                        .orElseThrow()
                        .anomalous())))
                .toList();
    }

    static boolean areSamples(List<SeenImage> images) {
        return images.stream().allMatch(image -> image.view().isPresent());
    }

    /** The highest score of its images. */
    ImageScore score() {
        return new ImageScore(images.stream().mapToDouble(SeenImage::max).max().orElseThrow(), anomalous);
    }
}
