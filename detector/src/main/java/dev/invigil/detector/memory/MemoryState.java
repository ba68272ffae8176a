// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import dev.invigil.detector.memory.MemoryShape.Product;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorSpec;
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
     * @throws IllegalArgumentException if the state contradicts the spec
     */
    static List<ProductMemory> read(Detector detector) {
        MemoryShape shape = MemoryShape.read(detector.spec().network());
        List<ProductMemory> products = new ArrayList<>();
        for (int i = 0; i < shape.products().size(); i++) {
            Product product = shape.products().get(i);
            int[] sources = numbers(
                    tensor(detector, PatchMemory.images(i)), product.images().size());
            products.add(new ProductMemory(
                    product.name(),
                    product.images(),
                    tensor(detector, PatchMemory.rows(i)),
                    sources,
                    numbers(tensor(detector, PatchMemory.places(i)), Integer.MAX_VALUE)));
        }
        return products;
    }

    private static HostTensor tensor(Detector detector, String name) {
        HostTensor tensor = detector.state().get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the memory's tensor " + name + " is missing");
        }
        return tensor;
    }

    private static int[] numbers(HostTensor tensor, int behind) {
        int[] numbers = Arrays.stream(tensor.longs()).mapToInt(Math::toIntExact).toArray();
        for (int number : numbers) {
            if (number < 0 || number >= behind) {
                throw new IllegalArgumentException("the memory has a source " + number + ", which does not exist");
            }
        }
        return numbers;
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
