// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import dev.invigil.detector.memory.MemoryShape.Image;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The rows of one product with their sources. Rows of one image stand together, in the order in which the image's patches were chosen; images
 * stand in the order in which they were remembered.
 *
 * @param name of the product
 * @param images whose rows these are
 * @param rows R,C float16
 * @param sources of each row: its image's place in {@code images}
 * @param places of each row: its patch, counted row by row
 */
record ProductMemory(String name, List<Image> images, HostTensor rows, int[] sources, int[] places) {
    ProductMemory {
        images = List.copyOf(images);
    }

    /**
     * What an image adds.
     *
     * @param image where it comes from
     * @param patches of its rows, in order
     * @param rows R,C float16
     */
    record Addition(Image image, int[] patches, HostTensor rows) {
        private Addition limited(int most) {
            if (patches.length <= most) {
                return this;
            }
            int bytes = most * rows.size(1) * ElementType.F16.bytes();
            return new Addition(
                    image,
                    Arrays.copyOf(patches, most),
                    new HostTensor(
                            ElementType.F16,
                            List.of(most, rows.size(1)),
                            rows.data().slice(0, bytes)));
        }
    }

    /** The memory of these images, one after the other. */
    static ProductMemory of(String name, List<Addition> additions) {
        int channels = additions.get(0).rows().size(1);
        int count = additions.stream().mapToInt(one -> one.patches().length).sum();
        ByteBuffer rows = ByteBuffer.allocate(Math.multiplyExact(count, channels * ElementType.F16.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        int[] sources = new int[count];
        int[] places = new int[count];
        int at = 0;
        for (int i = 0; i < additions.size(); i++) {
            rows.put(additions.get(i).rows().data());
            for (int patch : additions.get(i).patches()) {
                sources[at] = i;
                places[at++] = patch;
            }
        }
        return new ProductMemory(
                name,
                additions.stream().map(Addition::image).toList(),
                new HostTensor(ElementType.F16, List.of(count, channels), rows.flip()),
                sources,
                places);
    }

    /** What each image added, in order. */
    List<Addition> additions() {
        List<Addition> additions = new ArrayList<>();
        int from = 0;
        int channels = rows.size(1);
        int bytes = channels * ElementType.F16.bytes();
        for (int i = 0; i < images.size(); i++) {
            int to = from;
            while (to < sources.length && sources[to] == i) {
                to++;
            }
            int[] patches = new int[to - from];
            System.arraycopy(places, from, patches, 0, patches.length);
            additions.add(new Addition(
                    images.get(i),
                    patches,
                    new HostTensor(
                            ElementType.F16,
                            List.of(patches.length, channels),
                            rows.data().slice(from * bytes, patches.length * bytes))));
            from = to;
        }
        return additions;
    }

    /** The memory of the same images with the first rows of each. */
    ProductMemory limited(int rowsPerImage) {
        return of(
                name, additions().stream().map(one -> one.limited(rowsPerImage)).toList());
    }

    /** The memory of these and more images. */
    ProductMemory with(List<Addition> more) {
        List<Addition> all = new ArrayList<>(additions());
        all.addAll(more);
        return of(name, all);
    }

    /**
     * The memory of the images that are not forgotten.
     *
     * @throws IllegalArgumentException if none is left
     */
    ProductMemory without(Predicate<Image> forgotten) {
        List<Addition> left = additions().stream()
                .filter(addition -> !forgotten.test(addition.image()))
                .toList();
        if (left.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing of the product " + name + " would be left in the memory; keep at least one of its images");
        }
        return of(name, left);
    }
}
