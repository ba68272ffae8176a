// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Reads the value of {@code segmentation}: a list of polygons, or an object with {@code size} and {@code counts}. */
final class SegmentationParser {
    /** No image is so large; beyond it the arithmetic of the filling would overflow. */
    private static final int FARTHEST = 1_000_000;

    private SegmentationParser() {}

    /**
     * Reads one value, whose first token is the parser's current one; afterwards the current token is its last.
     *
     * @throws JsonParseException if it is not a segmentation
     */
    static Segmentation read(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            return polygons(json);
        }
        if (json.currentToken() == JsonToken.START_OBJECT) {
            return runLengths(json);
        }
        throw new JsonParseException(json, "a segmentation that is neither polygons nor run lengths");
    }

    private static Polygons polygons(JsonParser json) throws IOException {
        List<int[]> polygons = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw new JsonParseException(json, "a segmentation that is not a list of polygons");
            }
            IntStream.Builder coordinates = IntStream.builder();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                coordinates.add(coordinate(json));
            }
            int[] vertices = coordinates.build().toArray();
            if (vertices.length == 0 || vertices.length % 2 != 0) {
                throw new JsonParseException(
                        json, "a polygon of " + vertices.length + " numbers, which do not form pairs");
            }
            polygons.add(vertices);
        }
        return new Polygons(polygons);
    }

    /** Truncated towards zero, as the conversion to whole numbers before OpenCV's filling does. */
    private static int coordinate(JsonParser json) throws IOException {
        if (!json.currentToken().isNumeric() || Math.abs(json.getDoubleValue()) > FARTHEST) {
            throw new JsonParseException(json, "a polygon with the coordinate " + json.getText());
        }
        return (int) json.getDoubleValue();
    }

    private static RunLengths runLengths(JsonParser json) throws IOException {
        int[] size = {};
        int[] counts = {};
        String compressed = "";
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("size")) {
                size = wholeNumbers(json);
            } else if (field.equals("counts") && json.currentToken() == JsonToken.VALUE_STRING) {
                compressed = json.getText();
            } else if (field.equals("counts")) {
                counts = wholeNumbers(json);
            } else {
                json.skipChildren();
            }
        }
        if (size.length != 2) {
            throw new JsonParseException(json, "run lengths without a size of [height, width]");
        }
        try {
            return compressed.isEmpty()
                    ? new RunLengths(size[0], size[1], counts)
                    : RunLengths.compressed(size[0], size[1], compressed);
        } catch (IllegalArgumentException e) {
            throw new JsonParseException(json, e.getMessage(), e);
        }
    }

    private static int[] wholeNumbers(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new JsonParseException(json, "run lengths with " + json.getText() + " instead of a list of numbers");
        }
        IntStream.Builder numbers = IntStream.builder();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                throw new JsonParseException(json, "run lengths with " + json.getText() + " among the whole numbers");
            }
            numbers.add(json.getIntValue());
        }
        return numbers.build().toArray();
    }
}
