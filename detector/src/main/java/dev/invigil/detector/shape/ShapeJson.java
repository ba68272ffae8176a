// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.shape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.List;

/** How shapes of networks, which are records, are written into manifests and read from them. */
public final class ShapeJson {
    /** Where the object of a detector's family is in a manifest. */
    public static final String NETWORK = "detector.network";

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private ShapeJson() {}

    /** The object that {@link #read} reads. */
    public static ObjectNode write(Object shape) {
        return JSON.valueToTree(shape);
    }

    /**
     * Reads a shape: nothing may be missing or unknown.
     *
     * @param place of the object in the manifest
     * @throws IllegalArgumentException naming the property that is missing, unknown, of another type or out of range
     */
    public static <T> T read(String place, JsonNode shape, Class<T> type) {
        try {
            return JSON.treeToValue(shape, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(JsonFault.describe(place, e), e);
        }
    }

    /** @throws IllegalArgumentException if a number is not within 1 and {@code largest} */
    public static void requireWithin(String what, int value, int largest) {
        if (value < 1 || value > largest) {
            throw new IllegalArgumentException(what + " must be 1 to " + largest + ", not " + value);
        }
    }

    /**
     * A copy of these numbers.
     *
     * @throws IllegalArgumentException if one is missing or not within 1 and {@code largest}
     */
    public static List<Integer> requireWithin(String what, List<Integer> values, int largest) {
        for (Integer value : values) {
            if (value == null) {
                throw new IllegalArgumentException(what + " must be 1 to " + largest + ", but one is missing");
            }
            requireWithin(what, value, largest);
        }
        return List.copyOf(values);
    }
}
