// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.threshold;

import dev.invigil.contracts.frame.Frame;
import java.util.Objects;
import java.util.Optional;

/**
 * What an override is for. As a record's key, {@code product/camera}, or {@code product/*} for all cameras: a camera's name has no
 * slash, so the last one parts the two.
 *
 * @param product as frames name it
 * @param camera when it is for one camera only
 */
public record ThresholdKey(String product, Optional<String> camera) {
    private static final String ALL_CAMERAS = "*";

    public ThresholdKey {
        Objects.requireNonNull(camera, "camera");
        if (!Frame.isText(product)) {
            throw new IllegalArgumentException(
                    "a product has 1 to " + Frame.MAX_TEXT + " characters, none of them control characters");
        }
        if (camera.isPresent() && (!Frame.isName(camera.get()) || camera.get().equals(ALL_CAMERAS))) {
            throw new IllegalArgumentException("a camera has 1 to " + Frame.MAX_TEXT
                    + " characters without a slash and is not called *; leave it out for all cameras");
        }
    }

    /** The key of a record; empty when there is none of this form. */
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
