// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.arnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The family's own object in the manifest.
 *
 * @param width channels of the restoration network at the finest resolution
 */
record ArnetShape(int width) {
    private static final String WIDTH = "width";

    /** No network of this kind is wider; a larger number is refused before anything is built. */
    private static final int MAX_WIDTH = 1024;

    ArnetShape {
        if (width < 1 || width > MAX_WIDTH) {
            throw new IllegalArgumentException("detector.network: width must be 1 to " + MAX_WIDTH + ", not " + width);
        }
    }

    /** @throws IllegalArgumentException naming the property that is missing, unknown or out of range */
    static ArnetShape read(JsonNode network) {
        List<String> unknown = new ArrayList<>();
        network.fieldNames().forEachRemaining(unknown::add);
        unknown.remove(WIDTH);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("detector.network: unknown property " + unknown.get(0));
        }
        JsonNode width = network.path(WIDTH);
        if (!width.isInt()) {
            throw new IllegalArgumentException("detector.network: width must be a whole number"
                    + (width.isMissingNode() ? ", but it is missing" : ", not " + width));
        }
        return new ArnetShape(width.asInt());
    }

    JsonNode write() {
        return JsonNodeFactory.instance.objectNode().put(WIDTH, width);
    }

    RestorationNetwork restoration() {
        return new RestorationNetwork(width);
    }
}
