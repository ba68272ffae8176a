// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.encoder.Encoders;
import dev.invigil.detector.shape.ShapeJson;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The family's own object in the manifest.
 *
 * @param encoder as {@link Encoders#write} says it; its weights are in the bundle too
 * @param rowsPerImage the most rows that an image has in the memory
 * @param products in the order of the state's tensors
 */
record MemoryShape(JsonNode encoder, int rowsPerImage, List<Product> products) {
    /** Of an image, as {@link MemoryTraining} keeps them. */
    private static final int MOST_ROWS_PER_IMAGE = MemoryTraining.MOST_ROWS / MemoryTraining.USUAL_IMAGES;

    private static final int MOST_ROWS = 1_000_000;

    MemoryShape {
        products = List.copyOf(products);
        ShapeJson.requireWithin("rowsPerImage", rowsPerImage, MOST_ROWS_PER_IMAGE);
        if (products.isEmpty()) {
            throw new IllegalArgumentException("a memory needs at least one product");
        }
        Set<String> names = new HashSet<>();
        for (Product product : products) {
            if (!names.add(product.name)) {
                throw new IllegalArgumentException("the product " + product.name + " is listed twice");
            }
        }
    }

    /**
     * What the memory has of a product.
     *
     * @param name of the product
     * @param rows how many
     * @param images that they come from, in the order in which they were remembered; all different
     */
    record Product(String name, int rows, List<Image> images) {
        Product {
            images = List.copyOf(images);
            ShapeJson.requireWithin("rows", rows, MOST_ROWS);
            Set<Image> different = new HashSet<>();
            for (Image image : images) {
                if (!different.add(image) && !image.sha256.isEmpty()) {
                    throw new IllegalArgumentException(
                            "the product " + name + " has the image " + image.name + " (" + image.sha256 + ") twice");
                }
            }
        }
    }

    /**
     * An image that was remembered.
     *
     * @param name of its file or frame
     * @param sha256 of its bytes; empty if it is not known
     */
    record Image(String name, String sha256) {
        Image {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(sha256, "sha256");
        }
    }

    /** @throws IllegalArgumentException naming the property that is missing, unknown or out of range */
    static MemoryShape read(JsonNode network) {
        return ShapeJson.read(ShapeJson.NETWORK, network, MemoryShape.class);
    }

    JsonNode write() {
        return ShapeJson.write(this);
    }

    /** @throws IllegalArgumentException naming the property that is missing, unknown or out of range */
    Encoder network() {
        return Encoders.read(encoder);
    }

    /** The products' names, in order. */
    List<String> names() {
        return products.stream().map(Product::name).toList();
    }
}
