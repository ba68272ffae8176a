// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import dev.invigil.detector.tensor.ElementType;
import java.util.List;

/** What a file says about a tensor before its elements are read; the sizes of its axes, outermost first. */
public record TensorHeader(ElementType type, List<Integer> shape) {
    public TensorHeader {
        shape = List.copyOf(shape);
    }
}
