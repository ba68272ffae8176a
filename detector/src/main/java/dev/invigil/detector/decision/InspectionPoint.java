// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.Objects;
import java.util.Optional;

/**
 * Which product is seen by which camera.
 *
 * @param product as frames name it
 * @param camera absent: all cameras, or an unknown one
 */
public record InspectionPoint(String product, Optional<String> camera) {
    public InspectionPoint {
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(camera, "camera");
    }

    /** A product at a camera. */
    public static InspectionPoint of(String product, String camera) {
        return new InspectionPoint(product, Optional.of(camera));
    }

    /** A product, whatever the camera. */
    public static InspectionPoint of(String product) {
        return new InspectionPoint(product, Optional.empty());
    }

    /** {@code product/camera}, or {@code product/*} without a camera. */
    @Override
    public String toString() {
        return product + "/" + camera.orElse("*");
    }
}
