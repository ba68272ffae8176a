// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import dev.invigil.detector.memory.MemoryShape.Product;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorSpec;
import dev.invigil.detector.shape.ShapeJson;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From a detector's state to its products' memories, and back. */
final class MemoryState {
    private MemoryState() {}

    /**
     * The memories of a detector's products.
     *
     * @throws IllegalArgumentException if the state contradicts the spec, naming the place in the manifest
     */
    static List<ProductMemory> read(Detector detector) {
        MemoryShape shape = MemoryShape.read(detector.spec().network());
        int stride = new PatchFeatures(shape.network()).stride();
        int patches = detector.spec().preprocessing().height()
                / stride
                * (detector.spec().preprocessing().width() / stride);
        List<ProductMemory> products = new ArrayList<>();
        for (int i = 0; i < shape.products().size(); i++) {
            Product product = shape.products().get(i);
            String place = ShapeJson.NETWORK + ".products[" + i + "] (" + product.name() + ")";
            int[] sources = numbers(
                    place + ".images",
                    "image",
                    tensor(detector, PatchMemory.images(i)),
                    product.images().size());
            requireRows(place, sources, product, shape.rowsPerImage());
            products.add(new ProductMemory(
                    product.name(),
                    product.images(),
                    tensor(detector, PatchMemory.rows(i)),
                    sources,
                    numbers(place, "patch", tensor(detector, PatchMemory.places(i)), patches)));
        }
        return products;
    }

    /** Rows of one image stand together, in the order of the images; each image has some, and not too many. */
    private static void requireRows(String place, int[] sources, Product product, int rowsPerImage) {
        int[] counts = new int[product.images().size()];
        for (int row = 0; row < sources.length; row++) {
            counts[sources[row]]++;
            if (row > 0 && sources[row] < sources[row - 1]) {
                throw new IllegalArgumentException(
                        place + ": the rows of the memory are not in the order of the images");
            }
        }
        for (int image = 0; image < counts.length; image++) {
            if (counts[image] < 1 || counts[image] > rowsPerImage) {
                throw new IllegalArgumentException(place + ".images: the memory has " + counts[image]
                        + " rows of the image " + product.images().get(image).name() + ", not 1 to " + rowsPerImage);
            }
        }
    }

    private static HostTensor tensor(Detector detector, String name) {
        HostTensor tensor = detector.state().get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the memory's tensor " + name + " is missing");
        }
        return tensor;
    }

    /** Numbers from 0 to below {@code behind}. */
    private static int[] numbers(String place, String what, HostTensor tensor, int behind) {
        long[] numbers = tensor.longs();
        for (long number : numbers) {
            if (number < 0 || number >= behind) {
                throw new IllegalArgumentException(
                        "%s: the memory has rows of the %s %d (counted from 0), but there are %d"
                                .formatted(place, what, number, behind));
            }
        }
        return Arrays.stream(numbers).mapToInt(Math::toIntExact).toArray();
    }

    /** The same detector with other memories, whose images have so many rows at most. */
    static Detector with(Detector detector, List<ProductMemory> products, int rowsPerImage) {
        MemoryShape old = MemoryShape.read(detector.spec().network());
        MemoryShape shape = new MemoryShape(old.encoder(), rowsPerImage, shapes(products));
        Map<String, HostTensor> state = PatchFeatures.ENCODER.named(PatchFeatures.ENCODER.valuesIn(detector.state()));
        state.putAll(tensors(products));
        DetectorSpec spec = detector.spec();
        return new Detector(
                detector.family(),
                new DetectorSpec(spec.family(), spec.preprocessing(), spec.postprocessing(), shape.write()),
                state);
    }

    /** What a manifest says about these memories. */
    static List<Product> shapes(List<ProductMemory> products) {
        return products.stream()
                .map(product -> new Product(product.name(), product.sources().length, product.images()))
                .toList();
    }

    /** The tensors of these memories, by name. */
    static Map<String, HostTensor> tensors(List<ProductMemory> products) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < products.size(); i++) {
            tensors.put(PatchMemory.rows(i), products.get(i).rows());
            tensors.put(PatchMemory.images(i), numbers(products.get(i).sources()));
            tensors.put(PatchMemory.places(i), numbers(products.get(i).places()));
        }
        return tensors;
    }

    private static HostTensor numbers(int[] numbers) {
        ByteBuffer data = ByteBuffer.allocate(numbers.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asIntBuffer().put(numbers);
        return new HostTensor(ElementType.I32, List.of(numbers.length), data);
    }
}
