// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** How the shapes of encoders are read from manifests: nothing may be missing or unknown. */
final class EncoderJson {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private EncoderJson() {}

    /** @throws IllegalArgumentException naming the property that is missing, unknown or out of range */
    static <T> T read(JsonNode shape, Class<T> type) {
        try {
            return JSON.treeToValue(shape, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "encoder: " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
        }
    }

    /** @throws IllegalArgumentException if a number is not within 1 and {@code largest} */
    static void within(String what, int value, int largest) {
        if (value < 1 || value > largest) {
            throw new IllegalArgumentException(what + " must be 1 to " + largest + ", not " + value);
        }
    }
}
