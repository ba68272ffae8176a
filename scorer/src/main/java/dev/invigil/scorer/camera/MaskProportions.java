// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.camera;

import dev.invigil.detector.decision.CameraRule;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns, once for each camera, when the aspect ratio of its images differs from that of the image that its mask was drawn on. Thread-safe.
 */
public final class MaskProportions {
    private static final Logger LOG = LoggerFactory.getLogger(MaskProportions.class);
    /** Largest relative difference of the aspect ratios; a larger one indicates another camera or a cropped image. */
    private static final double SAME_SHAPE = 0.02;

    /** Largest number of remembered camera names; senders choose the names, so the number must be bounded. */
    private static final int MOST_WARNED = 1000;

    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /**
     * @param rule the rule that was applied to the image
     * @param width of the camera's image, in pixels
     * @param height of the camera's image, in pixels
     */
    public void check(String camera, CameraRule rule, int width, int height) {
        if (rule.shape().isEmpty()) {
            return;
        }
        double ratio = (double) width / height / rule.shape().getAsDouble();
        if (Math.abs(ratio - 1) > SAME_SHAPE && warned.size() < MOST_WARNED && warned.add(camera)) {
            LOG.warn(
                    "camera {} sends images of {} x {} pixels, but its mask was drawn on an image with a different aspect ratio and is scaled; check"
                            + " that the mask belongs to this camera",
                    camera,
                    width,
                    height);
        }
    }
}
