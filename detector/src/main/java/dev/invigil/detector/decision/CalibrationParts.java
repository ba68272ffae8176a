// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.List;

/**
 * Good parts held out for thresholds: none of them is a training part. {@link GoodParts} splits them off before a training, {@link
 * FreshParts} separates them afterwards and is the only one that creates them.
 *
 * @param <P> a part, such as the path of its image
 */
public final class CalibrationParts<P> {
    private final List<P> parts;

    CalibrationParts(List<P> parts) {
        this.parts = List.copyOf(parts);
    }

    public List<P> list() {
        return parts;
    }
}
