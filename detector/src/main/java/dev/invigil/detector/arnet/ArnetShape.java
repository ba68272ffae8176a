// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.arnet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.detector.shape.ShapeJson;

/**
 * The family's own object in the manifest.
 *
 * @param width channels of the restoration network at the finest resolution
 */
record ArnetShape(int width) {
    /** No network of this kind is wider; a larger number is refused before anything is built. */
    private static final int MAX_WIDTH = 1024;

    ArnetShape {
        ShapeJson.requireWithin("width", width, MAX_WIDTH);
    }

    /** @throws IllegalArgumentException naming the property that is missing, unknown or out of range */
    static ArnetShape read(JsonNode network) {
        return ShapeJson.read(ShapeJson.NETWORK, network, ArnetShape.class);
    }

    JsonNode write() {
        return ShapeJson.write(this);
    }

    RestorationNetwork restoration() {
        return new RestorationNetwork(width);
    }
}
