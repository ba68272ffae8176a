// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.List;

/**
 * Good parts that a model may be trained on. Only {@link GoodParts} makes them: none of them is a calibration part.
 *
 * @param <P> a part, such as the path of its image
 */
public final class TrainingParts<P> {
    private final List<P> parts;

    TrainingParts(List<P> parts) {
        this.parts = List.copyOf(parts);
    }

    public List<P> list() {
        return parts;
    }
}
