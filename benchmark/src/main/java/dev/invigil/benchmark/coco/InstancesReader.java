// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.invigil.benchmark.BenchmarkException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads COCO's {@code instances_*.json} as a stream, its sections in any order. Of images and annotations only what {@link InstancesTable} keeps
 * stays in memory: some hundred bytes for each image and, where asked for, four for each coordinate.
 */
final class InstancesReader {
    /** What to read of an annotation. */
    enum Depth {
        LABELS,
        SEGMENTATIONS
    }

    private static final JsonFactory JSON = new JsonFactory();

    private final Depth depth;
    private final InstancesTable table = new InstancesTable();

    private InstancesReader(Depth depth) {
        this.depth = depth;
    }

    /**
     * Reads to the end; does not close the stream.
     *
     * @param name of the file, for messages
     * @throws BenchmarkException if the content is not JSON, or not that of an annotation file
     */
    static Instances read(InputStream in, String name, Depth depth) throws IOException {
        InstancesReader reader = new InstancesReader(depth);
        try (JsonParser json = JSON.createParser(in).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
            reader.sections(json);
        } catch (JsonEOFException e) {
            throw new BenchmarkException(
                    name + ": truncated at byte " + e.getLocation().getByteOffset() + "; download it again", e);
        } catch (JsonProcessingException e) {
            throw new BenchmarkException(
                    name + ": invalid JSON at byte " + e.getLocation().getByteOffset() + ": " + e.getOriginalMessage(),
                    e);
        }
        return reader.table.join(name);
    }

    private void sections(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new JsonParseException(json, "no object with images, annotations and categories");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String section = json.currentName();
            json.nextToken();
            switch (section) {
                case "images" -> eachObject(json, this::image);
                case "annotations" -> eachObject(json, this::annotation);
                case "categories" -> eachObject(json, this::category);
                default -> json.skipChildren();
            }
        }
    }

    private interface ObjectReader {
        /** Reads the fields up to the object's end. */
        void read(JsonParser json) throws IOException;
    }

    private static void eachObject(JsonParser json, ObjectReader reader) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new JsonParseException(json, json.currentName() + " is not a list");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(json, "expected an object in the list");
            }
            reader.read(json);
        }
    }

    private void image(JsonParser json) throws IOException {
        OptionalLong id = OptionalLong.empty();
        Optional<String> file = Optional.empty();
        OptionalInt width = OptionalInt.empty();
        OptionalInt height = OptionalInt.empty();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = OptionalLong.of(wholeNumber(json, field));
                case "file_name" -> file = Optional.of(json.getText());
                case "width" -> width = OptionalInt.of(side(json, field));
                case "height" -> height = OptionalInt.of(side(json, field));
                default -> json.skipChildren();
            }
        }
        if (id.isEmpty() || file.isEmpty() || width.isEmpty() || height.isEmpty()) {
            throw new JsonParseException(json, "an image without id, file_name, width or height");
        }
        if (!file.get().matches("[^/\\\\]+") || file.get().startsWith(".")) {
            throw new JsonParseException(json, "file_name " + file.get() + " is not a plain file name of an image");
        }
        table.image(id.getAsLong(), file.get(), width.getAsInt(), height.getAsInt());
    }

    private void annotation(JsonParser json) throws IOException {
        OptionalLong image = OptionalLong.empty();
        OptionalLong category = OptionalLong.empty();
        Optional<Segmentation> segmentation = Optional.empty();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("image_id")) {
                image = OptionalLong.of(wholeNumber(json, field));
            } else if (field.equals("category_id")) {
                category = OptionalLong.of(wholeNumber(json, field));
            } else if (field.equals("segmentation") && depth == Depth.SEGMENTATIONS) {
                segmentation = Optional.of(SegmentationParser.read(json));
            } else {
                json.skipChildren();
            }
        }
        if (image.isEmpty() || category.isEmpty()) {
            throw new JsonParseException(json, "an annotation without image_id or category_id");
        }
        if (depth == Depth.SEGMENTATIONS && segmentation.isEmpty()) {
            throw new JsonParseException(json, "an annotation without segmentation");
        }
        table.annotation(image.getAsLong(), category.getAsLong(), segmentation);
    }

    private void category(JsonParser json) throws IOException {
        OptionalLong id = OptionalLong.empty();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("id")) {
                id = OptionalLong.of(wholeNumber(json, field));
            } else {
                json.skipChildren();
            }
        }
        table.category(id.orElseThrow(() -> new JsonParseException(json, "a category without id")));
    }

    private static long wholeNumber(JsonParser json, String field) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw new JsonParseException(json, field + " is " + json.getText() + ", not a whole number");
        }
        return json.getLongValue();
    }

    /** Of an image, in pixels. */
    private static int side(JsonParser json, String field) throws IOException {
        long pixels = wholeNumber(json, field);
        if (pixels < 1 || pixels > Short.MAX_VALUE) {
            throw new JsonParseException(json, field + " of an image is " + pixels);
        }
        return (int) pixels;
    }
}
