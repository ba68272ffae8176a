// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.camera;

import dev.invigil.detector.camera.CameraRuleEntry;
import dev.invigil.detector.camera.MaskShape;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.kit.config.Requirements;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Section {@code scorer.cameras.NAME}.
 *
 * @param minRegionArea smallest region that can cause a REJECT or REVIEW, in pixels of the anomaly map; when absent, the setting for all
 *     cameras
 * @param ignoreMask an image of the camera's view; its non-black pixels are ignored
 * @param ignoreAreas ignored rectangles
 */
public record CameraConfig(Optional<Integer> minRegionArea, Optional<Path> ignoreMask, List<Area> ignoreAreas) {
    public CameraConfig {
        ignoreAreas = List.copyOf(ignoreAreas);
        new Requirements()
                .that(
                        minRegionArea.map(area -> area >= 1).orElse(true),
                        "min-region-area",
                        "must be at least 1, in pixels of the anomaly map")
                .verify();
    }

    /** This configuration as a camera rule for all products. */
    public CameraRuleEntry entry(String camera) {
        List<MaskShape> ignore = new ArrayList<>();
        ignoreMask.ifPresent(file -> ignore.add(new MaskShape.Image(file)));
        ignoreAreas.forEach(
                area -> ignore.add(new MaskShape.Rectangle(area.x(), area.y(), area.width(), area.height())));
        return new CameraRuleEntry(
                "scorer.cameras." + camera,
                new CameraRules.Target(Optional.empty(), Optional.of(camera)),
                minRegionArea.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                List.of(),
                ignore,
                OptionalDouble.empty());
    }

    /**
     * A rectangle, in fractions of the image's width and height.
     *
     * @param x left edge
     * @param y top edge
     * @param width width
     * @param height height
     */
    public record Area(double x, double y, double width, double height) {
        private static final double TOLERANCE = 1e-9;

        public Area {
            new Requirements()
                    .that(x >= 0 && x < 1, "x", "must be a fraction of the image's width, 0 to 1, but is " + x)
                    .that(y >= 0 && y < 1, "y", "must be a fraction of the image's height, 0 to 1, but is " + y)
                    .that(
                            width > 0 && x + width <= 1 + TOLERANCE,
                            "width",
                            "must be above 0 and end within the image, but is " + width)
                    .that(
                            height > 0 && y + height <= 1 + TOLERANCE,
                            "height",
                            "must be above 0 and end within the image, but is " + height)
                    .verify();
        }
    }
}
