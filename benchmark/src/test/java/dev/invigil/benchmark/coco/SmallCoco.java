// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Made-up COCO data: images of 8 × 6, categories 1, 3, 5, … 159. */
final class SmallCoco {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CATEGORIES = 80;

    private final Path root;

    SmallCoco(Path root) {
        this.root = root;
    }

    /** One part of the data set. */
    final class Part {
        private final String name;
        private final ObjectNode file = JSON.createObjectNode();

        Part(String name) {
            this.name = name;
            // the categories come last, as in the official files
            file.putArray("images");
            file.putArray("annotations");
            for (int label = 0; label < CATEGORIES; label++) {
                file.withArray("categories")
                        .addObject()
                        .put("id", category(label))
                        .put("name", "c" + label);
            }
        }

        Part image(int id) throws IOException {
            String picture = String.format("%012d.jpg", id);
            ((ArrayNode) file.get("images"))
                    .addObject()
                    .put("id", id)
                    .put("file_name", picture)
                    .put("width", 8)
                    .put("height", 6);
            Files.createDirectories(root.resolve(name));
            Files.write(root.resolve(name).resolve(picture), new byte[] {(byte) id});
            return this;
        }

        Part annotation(int image, int category, String segmentation) throws IOException {
            ObjectNode annotation = ((ArrayNode) file.get("annotations"))
                    .addObject()
                    .put("image_id", image)
                    .put("iscrowd", segmentation.startsWith("{") ? 1 : 0)
                    .put("category_id", category);
            annotation.set("segmentation", JSON.readTree(segmentation));
            return this;
        }

        void write() throws IOException {
            Path target = root.resolve("annotations").resolve("instances_" + name + ".json");
            Files.createDirectories(target.getParent());
            JSON.writeValue(target.toFile(), file);
        }
    }

    Part part(String name) {
        return new Part(name);
    }

    /** COCO's identifier of a label: there are gaps. */
    static int category(int label) {
        return 2 * label + 1;
    }
}
