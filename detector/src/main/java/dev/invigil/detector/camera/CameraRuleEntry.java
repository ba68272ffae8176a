// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.camera;

import dev.invigil.detector.decision.CameraRule;
import dev.invigil.detector.decision.CameraRules;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A camera rule as it was written, for maps of any size.
 *
 * @param origin file and entry, for messages
 * @param target what it is for
 * @param minimumArea of a region that decides, in pixels of the map, at least 1; empty for the general one
 * @param inspect the shapes that count; empty: the whole image
 * @param ignore the shapes that do not count, also where they overlap {@code inspect}
 * @param shape width over height of the camera's image, where it is known
 */
public record CameraRuleEntry(
        String origin,
        CameraRules.Target target,
        OptionalInt minimumArea,
        List<MaskShape> inspect,
        List<MaskShape> ignore,
        OptionalDouble shape) {
    public CameraRuleEntry {
        inspect = List.copyOf(inspect);
        ignore = List.copyOf(ignore);
        if (minimumArea.isPresent() && minimumArea.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "min-region-area must be at least 1 pixel of the map, but is " + minimumArea.getAsInt());
        }
    }

    /**
     * The rule for maps of one size.
     *
     * @param general the minimum area where the entry has none
     * @param height of the map, in pixels
     * @param width of the map, in pixels
     * @throws IllegalArgumentException saying what is wrong with a shape
     */
    CameraRule rule(int general, int height, int width) {
        MaskDrawing drawing = new MaskDrawing(height, width);
        inspect.forEach(drawing::inspect);
        ignore.forEach(drawing::ignore);
        return new CameraRule(minimumArea.orElse(general), drawing.mask(), shape.isPresent() ? shape : drawing.shape());
    }
}
