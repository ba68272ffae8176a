// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.threshold;

import dev.invigil.contracts.frame.Frame;
import java.util.Objects;
import java.util.Optional;

/**
 * What an override applies to. As a record's key: {@code product/camera}, or {@code product/*} for all cameras: a camera name has no slash,
 * so the last slash separates the two.
 *
 * @param product as frames name it
 * @param camera when it is for one camera only
 */
public record ThresholdKey(String product, Optional<String> camera) {
    private static final String ALL_CAMERAS = "*";

    public ThresholdKey {
        Objects.requireNonNull(camera, "camera");
        if (!Frame.isText(product)) {
            throw new IllegalArgumentException("a product name must have " + Frame.TEXT_RULE);
        }
        if (camera.isPresent() && (!Frame.isName(camera.get()) || camera.get().equals(ALL_CAMERAS))) {
            throw new IllegalArgumentException("a camera name must have " + Frame.NAME_RULE
                    + ", and must not be *; omit the camera to set the threshold for all cameras");
        }
    }

    /** Parses the key of a record; empty when it does not have this form. */
    public static Optional<ThresholdKey> parse(String text) {
        int slash = text == null ? -1 : text.lastIndexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String camera = text.substring(slash + 1);
        try {
            return Optional.of(new ThresholdKey(
                    text.substring(0, slash), camera.equals(ALL_CAMERAS) ? Optional.empty() : Optional.of(camera)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return product + "/" + camera.orElse(ALL_CAMERAS);
    }
}
